import { type APIResponse, expect } from "playwright/test"
import { actionHeaders, ID, listActions, listRoutes } from "@/e2e/build"
import { query, test } from "@/e2e/fixtures"
import { addMember, openAs } from "@/e2e/members"
import { readStack } from "@/e2e/stack"

const OPEN_ROUTES = new Set([
  "/sign-in",
  "/setup",
  "/invitations/[token]",
  "/api/health",
  "/icon.svg",
])
const OPEN_ACTIONS = new Set(["signIn", "signOut", "accept", "createOwner"])
// What a viewer may do is about themselves.
const OWN_ACTIONS = new Set(["changeName", "changePassword", "signOutElsewhere"])

test("signed out, every page and route leads to the sign-in or refuses", async ({ request }) => {
  const { baseUrl } = readStack()
  for (const route of listRoutes().filter((one) => !OPEN_ROUTES.has(one))) {
    const path = route
      .replace(/\[(tenantId|serviceId)\]/, ID)
      .replace("[...nextauth]", "session")
      .replace("[[...path]]", "tenants")
    const got = await request.get(path, { maxRedirects: 0 })
    expect(isShut(got), `GET ${path}: ${got.status()}`).toBe(true)
    const posted = await request.post(path, {
      headers: { origin: baseUrl },
      form: { tenantId: ID },
      maxRedirects: 0,
    })
    expect(isShut(posted), `POST ${path}: ${posted.status()}`).toBe(true)
  }
  expect(await query(`SELECT 1 FROM "ConsentRequest" WHERE "tenantId" = $1`, [ID])).toHaveLength(0)
})

test("signed out, every action leads to the sign-in before it does anything", async ({
  request,
}) => {
  const actions = listActions().filter((one) => !OPEN_ACTIONS.has(one.name))
  expect(actions.length).toBeGreaterThan(10)
  for (const { id, name, path } of actions) {
    const answer = await request.post(path, {
      headers: actionHeaders(id),
      data: "[]",
      maxRedirects: 0,
    })
    expect(answer.headers()["x-action-redirect"], name).toMatch(/^\/sign-in\?callbackUrl=/)
  }
})

test("a viewer is refused every action but those about themselves", async ({ browser }) => {
  const page = await openAs(browser, await addMember("viewer"))
  const actions = listActions().filter(
    ({ name }) => !OPEN_ACTIONS.has(name) && !OWN_ACTIONS.has(name),
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

function isShut(answer: APIResponse): boolean {
  const { location = "" } = answer.headers()
  if (answer.status() >= 400) return true
  return /^\/(sign-in|organisations)(\?|$)/.test(location) && answer.status() >= 300
}
