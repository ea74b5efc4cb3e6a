import { type APIRequestContext, type APIResponse, expect } from "playwright/test"
import { actionHeaders, listActions, listRoutes } from "@/e2e/build"
import { emptyTables, query } from "@/e2e/database"
import { test } from "@/e2e/fixtures"
import { type Holder, holdLink } from "@/e2e/links"
import { addMember, listFormer, openAs } from "@/e2e/members"
import { seedStack, unseedStack } from "@/e2e/seeded"
import { readStack } from "@/scripts/check/stack"

const OPEN_ROUTES = new Set([
  "/sign-in",
  "/setup",
  "/invitations/[token]",
  "/email/[token]",
  "/connect",
  "/connect/link",
  "/connect/opened",
  "/api/health",
  "/api/health/live",
  "/api/health/ready",
  "/icon.svg",
])
// Refused, method not allowed, or a redirect to the sign-in that leads back.
const SHUT = /^(401|403|405|\/sign-in\?callbackUrl=%2F.*)$/
// These reveal nothing to anyone.
const OWN_ANSWERS: Record<string, string> = {
  "GET /connect/start": "/connect",
  "POST /connect/start": "/connect",
  "GET /connect/ask-again": "/connect",
  "POST /connect/ask-again": "/connect?asked=gone",
  "GET /connect/decline": "/connect",
  "POST /connect/decline": "/connect",
  "GET /xero/connect": "/organisations",
  "GET /sudo/sso": "/organisations",
  "GET /sign-in/sso": "/sign-in",
  "POST /sign-in/sso": "/sign-in?sso=not_configured&callbackUrl=%2Forganisations",
  "GET /sign-in/callback": "/sign-in?sso=not_begun_here&callbackUrl=%2Forganisations",
  "GET /connect/logo": "404",
  "POST /oauth/backchannel-logout": "400",
  "GET /api/auth/session": "404",
  "POST /api/auth/session": "404",
  "GET /.well-known/tenants": "404",
  "POST /.well-known/tenants": "404",
}
const OPEN_ACTIONS = new Set([
  ...["signIn", "signOut", "accept", "createOwner", "confirmEmail"],
  ...["startPasskeySignIn", "signInWithPasskey"],
])
// Of the second step, whose token is the guard.
const STEP_ACTIONS = new Set([
  ...["enterCode", "startStepPasskey", "enterPasskey", "finishSecondStep"],
  ...["setUpAppInStep", "startPasskeyInStep", "addPasskeyInStep"],
])
// A viewer may only change their own account.
const OWN_ACTIONS = new Set([
  ...["addIdentity", "removeIdentity"],
  ...["changeName", "changeEmail", "withdrawEmail", "changePassword"],
  ...["endSession", "signOutElsewhere"],
  ...["prove", "readProofWays", "startProofPasskey"],
  ...["setUpApp", "startPasskey", "addPasskey", "removeFactor", "makeRecoveryCodes"],
])

test.afterAll(unseedStack)
test.afterAll(() => emptyTables("Link"))

test("signed out, every page and route leads to the sign-in or refuses, whatever link or former cookie one holds", async ({
  request,
  browser,
  sandbox: _,
}) => {
  // Uses ids that exist: an unknown one would get 404 even without a guard.
  await seedStack("typical")
  const [tenantId, serviceId] = await Promise.all([idOf("Tenant"), idOf("Service")])
  const holder = await holdLink(request)
  const page = await request.get(`/connect/${holder.token}`)
  expect(await page.text()).toContain("Continue to Xero")
  const paths = listRoutes()
    .filter((one) => !OPEN_ROUTES.has(one))
    .map((route) =>
      route
        .replace("[tenantId]", tenantId)
        .replace("[serviceId]", serviceId)
        .replace("[...nextauth]", "session")
        .replace("[[...path]]", "tenants"),
    )
  expect(await listOpen(request, paths, { headers: {}, form: { tenantId } })).toEqual([])
  const others = paths.filter((one) => !one.startsWith("/connect/"))
  const held = { headers: holder.headers, form: { tenantId, token: holder.token } }
  expect(await listOpen(request, others, held)).toEqual([])
  expect(await listAnswering(request, { ...holder, id: tenantId, serviceId })).toEqual([])
  for (const headers of await listFormer(browser))
    expect(await listOpen(request, paths, { headers, form: { tenantId } })).toEqual([])
  const trips = await query(`SELECT 1 FROM "ConsentRequest"`)
  expect(trips, "the one to Xero").toHaveLength(1)
})

test("signed out, every action leads to the sign-in before it does anything, whatever link or former cookie one holds", async ({
  request,
  browser,
}) => {
  const actions = listActions().filter((one) => !OPEN_ACTIONS.has(one.name))
  expect(actions.length).toBeGreaterThan(10)
  const { headers } = await holdLink(request)
  const held = [{}, headers, ...(await listFormer(browser))]
  for (const { id, name, path } of actions)
    for (const own of held) {
      const answer = await request.post(path, {
        headers: { ...own, ...actionHeaders(id) },
        data: "[]",
        maxRedirects: 0,
      })
      expect(answer.headers()["x-action-redirect"], name).toMatch(/^\/sign-in\?callbackUrl=/)
    }
})

test("an owner who became a viewer is refused every action but those about themselves", async ({
  browser,
}) => {
  const member = await addMember("owner")
  const page = await openAs(browser, member)
  await query(`UPDATE "Member" SET "role" = 'viewer' WHERE "email" = $1`, [member.email])
  const actions = listActions().filter(
    ({ name }) => ![OPEN_ACTIONS, STEP_ACTIONS, OWN_ACTIONS].some((some) => some.has(name)),
  )
  for (const { id, name, path } of actions) {
    const answer = await page.request.post(path, {
      headers: actionHeaders(id),
      data: "[]",
      maxRedirects: 0,
    })
    expect(answer.status(), name).toBe(403)
  }
  const connect = await page.request.post("/xero/connect", {
    headers: { origin: readStack().baseUrl },
    maxRedirects: 0,
  })
  expect(connect.status()).toBe(403)
  await page.context().close()
})

/** What answers to neither, asked at each of these paths. */
async function listOpen(
  request: APIRequestContext,
  paths: string[],
  { headers, form }: { headers: Record<string, string>; form: Record<string, string> },
): Promise<[string, string][]> {
  const { baseUrl: origin } = readStack()
  const answers: [string, string][] = []
  for (const path of paths) {
    const got = await request.get(path, { headers, maxRedirects: 0 })
    const from = { ...headers, origin }
    const posted = await request.post(path, { headers: from, form, maxRedirects: 0 })
    answers.push([`GET ${path}`, answerOf(got)], [`POST ${path}`, answerOf(posted)])
  }
  return answers.filter(([asked, answer]) => answer !== OWN_ANSWERS[asked] && !SHUT.test(answer))
}

/**
 * Which operations of the API's document do not refuse the token of a link, or the cookies of its holder, as what a service
 * proves itself with.
 */
async function listAnswering(request: APIRequestContext, held: Held): Promise<string[]> {
  const { token, headers, id, serviceId } = held
  const { paths } = await (await request.get("/api/v1/openapi.json")).json()
  const operations = Object.entries<object>(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method, path: path.replace(/\{\w+\}/, id) })),
  )
  const basic = `Basic ${btoa(`${serviceId}:${token}`)}`
  const answering: string[] = []
  for (const { method, path } of operations)
    for (const authorization of [headers.authorization ?? "", basic]) {
      const body =
        path === "/oauth/token" ? { form: { grant_type: "client_credentials" } } : { data: {} }
      const own = { ...headers, authorization }
      const answer = await request.fetch(path, {
        method,
        headers: own,
        ...(method === "post" && body),
      })
      if (answer.status() !== 401) answering.push(`${method} ${path}: ${answer.status()}`)
    }
  return answering
}

async function idOf(table: "Tenant" | "Service"): Promise<string> {
  const id = table === "Tenant" ? "tenantId" : "id"
  const [row] = await query<{ id: string }>(`SELECT "${id}" AS "id" FROM "${table}" LIMIT 1`)
  return row?.id ?? ""
}

/** The redirect's target, or else the status. */
function answerOf(answer: APIResponse): string {
  const { location } = answer.headers()
  return answer.status() < 400 && location !== undefined ? location : String(answer.status())
}

/** `id`: of an organisation; `serviceId`: of a service. */
type Held = Holder & { id: string; serviceId: string }
