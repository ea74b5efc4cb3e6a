import { encode } from "next-auth/jwt"
import { expect, test } from "playwright/test"
import { actionHeaders, ID, listActions, listRoutes, WEB } from "@/e2e/build"
import { expectOurWords } from "@/e2e/library-words"
import { findFreePort } from "@/scripts/start/free-port"
import { SECRET, startWeb } from "@/scripts/start/testing/try-process"

test("without its database, web answers everything in words of its own", async ({ request }) => {
  test.setTimeout(240_000)
  const absent = `postgresql://tenantry:made-up@127.0.0.1:${await findFreePort()}/tenantry`
  const web = await startWeb(WEB, { DATABASE_URL: absent })
  const token = await encode({
    token: { sub: ID, sessionId: ID },
    secret: SECRET,
    maxAge: 3_600,
  })
  const ours = { origin: web.url, cookie: `tenantry_session=${token}` }
  for (const route of listRoutes()) {
    const path = route.replace("[...nextauth]", "signin").replace(/\[\[?(\.\.\.)?\w+\]?\]/, ID)
    const got = await request.get(`${web.url}${path}`, { headers: ours, maxRedirects: 0 })
    await expectOurWords(got, path)
  }
  for (const { id, name, path } of listActions()) {
    const headers = { ...actionHeaders(id), ...ours }
    const answer = await request.post(`${web.url}${path}`, { headers, data: "[]", maxRedirects: 0 })
    await expectOurWords(answer, name)
  }
  const { csrfToken } = await (await request.get(`${web.url}/api/auth/csrf`)).json()
  const form = { csrfToken, email: "olive@tenantry.example", password: "correct-horse-battery" }
  const refused = await request.post(`${web.url}/api/auth/callback/credentials`, {
    headers: { origin: web.url },
    form,
    maxRedirects: 0,
  })
  expect(refused.headers().location).toContain("error=")
  await expectOurWords(refused, "signing in without the form")
  await web.stop()
})
