import { type APIRequestContext, type APIResponse, expect, test } from "playwright/test"
import { actionHeaders, ID, listActions, listRoutes, WEB } from "@/e2e/build"
import { until } from "@/e2e/fixtures"
import { openGate } from "@/e2e/gate"
import { expectOurWords } from "@/e2e/library-words"
import { cookieOf } from "@/e2e/session"
import { readStack } from "@/scripts/check/stack"
import { SECRET, startWeb } from "@/scripts/start/testing/try-process"

// Programs are answered by the keeper, and health says itself what is wrong.
const WITHOUT_DATABASE = /^\/(oauth|api\/v1|api\/health|\.well-known)(\/|$)/
const FIRST_WITHIN_IN_MS = 12_000
const ALL_WITHIN_IN_MS = 45_000

test.setTimeout(240_000)

test("without its database, refused or silent, web says so at every address and in every action, and is back by itself", async ({
  request,
}) => {
  const { databaseUrl, owner } = readStack()
  const gate = await openGate(databaseUrl)
  const web = await startWeb(WEB, { DATABASE_URL: gate.url })
  const cookie = await cookieOf(owner.email, SECRET)
  const asked = listAsked(request, web.url, cookie)
  for (const way of ["refuses", "silent", "hangs up"] as const) {
    await until(async () => (await request.get(`${web.url}/sign-in`)).status() === 200)
    await gate.set(way)
    const first = await timed(() => request.get(`${web.url}/sign-in`, { maxRedirects: 0 }))
    expect([way, first.answer.status()]).toEqual([way, 503])
    expect(first.tookInMs, way).toBeLessThan(FIRST_WITHIN_IN_MS)
    // The answers that ask the database nothing show whether web knows by now.
    await until(async () => (await request.get(`${web.url}/api/auth/csrf`)).status() === 503)
    for (const { what, ask } of asked.filter((one) => !WITHOUT_DATABASE.test(one.what))) {
      const { answer, tookInMs } = await timed(ask)
      expect([what, answer.status()]).toEqual([what, 503])
      expect(answer.headers()["retry-after"], what).toBe("5")
      expect(await answer.text(), what).toMatch(/Tenantry cannot reach its database/)
      expect(tookInMs, what).toBeLessThan(2_000)
      await expectOurWords(answer, what)
    }
    await gate.set("open")
  }
  await web.stop()
  await gate.close()
})

test("without its keeper, away or silent, web answers every address and every action in words of its own", async ({
  request,
}) => {
  const { databaseUrl, keeperUrl, owner } = readStack()
  const gate = await openGate(keeperUrl)
  const web = await startWeb(WEB, { DATABASE_URL: databaseUrl, KEEPER_URL: gate.url })
  const cookie = await cookieOf(owner.email, SECRET)
  const asked = listAsked(request, web.url, cookie)
  for (const way of ["refuses", "silent"] as const) {
    await gate.set(way)
    const answers = await Promise.all(
      asked.map(async ({ what, ask }) => ({ what, ...(await timed(ask)) })),
    )
    for (const { what, answer, tookInMs } of answers) {
      // Anything but an error that nobody foresaw.
      expect(answer.status(), `${way} ${what}`).not.toBe(500)
      expect(tookInMs, `${way} ${what}`).toBeLessThan(ALL_WITHIN_IN_MS)
      await expectOurWords(answer, what)
    }
  }
  await web.stop()
  await gate.close()
})

/** Every address and every action of the build. Signing out comes last: the others need the session. */
function listAsked(request: APIRequestContext, url: string, cookie: string): Asked[] {
  const headers = { origin: url, cookie }
  const routes = listRoutes().map((route) => {
    const path = route.replace("[...nextauth]", "signin").replace(/\[\[?(\.\.\.)?\w+\]?\]/, ID)
    return { what: path, ask: () => request.get(`${url}${path}`, { headers, maxRedirects: 0 }) }
  })
  const actions = listActions()
    .filter(({ name }) => name !== "signOut")
    .map(({ id, name, path }) => {
      const given = { ...actionHeaders(id), ...headers }
      const how = { headers: given, data: "[]", maxRedirects: 0 }
      return { what: name, ask: () => request.post(`${url}${path}`, how) }
    })
  return [...routes, ...actions]
}

async function timed(ask: () => Promise<APIResponse>) {
  const startedAt = performance.now()
  const answer = await ask()
  return { answer, tookInMs: performance.now() - startedAt }
}

type Asked = { what: string; ask: () => Promise<APIResponse> }
