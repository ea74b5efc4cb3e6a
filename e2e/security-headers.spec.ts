import { readFileSync } from "node:fs"
import { type APIResponse, expect } from "playwright/test"
import { query } from "@/e2e/database"
import { test } from "@/e2e/fixtures"
import { enter, forgetTries } from "@/e2e/members"
import { readStack } from "@/scripts/check/stack"

test.beforeEach(forgetTries)

test("every answer carries the security headers, errors included", async ({ request }) => {
  const { baseUrl } = readStack()
  const here = { origin: baseUrl }
  const json = { ...here, "content-type": "application/json" }
  const answers: [APIResponse, number][] = [
    [await request.get("/sign-in"), 200],
    [await request.get("/no-such-page"), 404],
    [await request.get("/_next/static/nothing.js"), 404],
    [await request.get("/_next/image?url=%2Ficon.svg&w=64&q=75"), 404],
    [await request.get("/api/health"), 200],
    [await request.get("/api/auth/session"), 404],
    [await request.get("/organisations", { maxRedirects: 0 }), 307],
    [await request.get("/xero/callback?code=made-up&state=made-up", { maxRedirects: 0 }), 303],
    [await request.get("/%E0%A4%A"), 400],
    [await request.post("/sign-in"), 403],
    [await request.post("/api/auth/signout", { headers: json, data: Buffer.from("{bad") }), 400],
    [await request.post("/xero/callback", { headers: here }), 405],
    [await request.put("/sign-in", { headers: here }), 405],
    [await request.get("/api/v1/tenants"), 401],
    [await request.get("/api/v1/nothing"), 404],
    [await request.delete("/api/v1/tenants"), 405],
    [await request.get("/.well-known/oauth-authorization-server"), 200],
    [await request.get("/.well-known/security.txt"), 404],
    [await request.fetch("/sign-in", { method: "OPTIONS" }), 405],
    [await request.post("/sign-in", { headers: here, data: "a".repeat(1_100_000) }), 413],
  ]
  for (const [answer, status] of answers) {
    expect(answer.status(), answer.url()).toBe(status)
    const headers = answer.headers()
    expect(headers, answer.url()).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cache-control": expect.stringMatching(/^(private, )?no-store$/),
    })
    expect(headers["content-security-policy"], answer.url()).toMatch(
      /nonce-.*frame-ancestors 'none'; object-src 'none'; base-uri 'none'/,
    )
    expect(headers["x-powered-by"]).toBeUndefined()
    expect(await answer.text(), answer.url()).not.toMatch(/node_modules|at \w+ \(|made-up/)
  }
})

test("the policy lets every page work: nothing is blocked, and every script has the nonce", async ({
  page,
  signIn,
}) => {
  const blocked: string[] = []
  page.on("console", (message) => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text())) {
      blocked.push(message.text())
    }
  })
  await page.goto("/invitations/unknown")
  await signIn()
  for (const path of [
    "/organisations",
    "/services",
    "/services/new",
    "/activity",
    "/settings",
    "/settings/members",
    "/settings/sign-in",
    "/settings/xero-app",
    "/settings/keys",
    "/nothing",
  ]) {
    await page.goto(path)
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
    const without = await page.evaluate(
      () => [...document.scripts].filter((script) => script.nonce === "").length,
    )
    expect(without, path).toBe(0)
  }
  await page.goto("/organisations")
  await page.getByRole("banner").getByRole("button").last().click()
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible()
  expect(blocked).toEqual([])
})

test("a member comes back to this site only, whatever the address said", async ({ page }) => {
  const elsewhere = ["//evil.example", "/\\evil.example", "https:evil.example", "/.//evil.example"]
  const encoded = ["%2F%2Fevil.example", "/\t/evil.example", "javascript:alert(1)", "/api/health"]
  for (const callbackUrl of [...elsewhere, ...encoded]) {
    await page.context().clearCookies()
    await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(callbackUrl)}`)
    await page.getByLabel("Email").fill(readStack().owner.email)
    await page.getByLabel("Password").fill(readStack().owner.password)
    await page.getByRole("button", { name: "Sign in", exact: true }).click()
    await expect(page, callbackUrl).toHaveURL("/organisations")
  }
})

test("another site's form does nothing here, though the browser sends it with a click", async ({
  page,
  signIn,
}) => {
  await signIn()
  const { baseUrl } = readStack()
  const before = await query(`SELECT 1 FROM "ConsentRequest"`)
  // For cookies another port of localhost is the same site, but it is another origin.
  const evil = "http://localhost:9/"
  await page.route(evil, (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<form method="post" action="${baseUrl}/xero/connect"><button>Win</button></form>`,
    }),
  )
  await page.goto(evil)
  const refused = page.waitForResponse("**/xero/connect")
  await page.getByRole("button", { name: "Win" }).click()
  expect((await refused).status()).toBe(403)
  await expect(page.getByText("The request did not come from this site")).toBeVisible()
  expect(await query(`SELECT 1 FROM "ConsentRequest"`)).toHaveLength(before.length)
})

test("no Host or X-Forwarded-* shapes an address", async ({ request }) => {
  const headers = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-forwarded-port": "1",
    forwarded: "host=evil.example",
    "x-original-url": "/settings",
    "x-middleware-rewrite": "https://evil.example/",
  }
  const paths = ["/organisations", "/api/auth/signin", "/api/auth/csrf", "/sign-in", "/nothing"]
  for (const path of paths) {
    const answer = await request.get(path, { headers, maxRedirects: 0 })
    expect(JSON.stringify(answer.headers()) + (await answer.text()), path).not.toContain("evil")
  }
})

test("what next-auth answers tells nothing, and its own way in is as tight", async ({
  request,
}) => {
  for (const path of ["session", "providers", "verify-request", "callback/credentials", "_log"]) {
    expect((await request.get(`/api/auth/${path}`)).status(), path).toBe(404)
  }
  const headers = { origin: readStack().baseUrl }
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json()
  const { email, password } = readStack().owner
  const enterWith = (form: Record<string, string>) =>
    request.post("/api/auth/callback/credentials", { headers, form, maxRedirects: 0 })
  const forged = await enterWith({ email, password, csrfToken: "made-up" })
  expect(forged.headers().location).toContain("/api/auth/signin")
  const wrong = await enterWith({ email, password: "wrong", csrfToken })
  expect(wrong.headers().location).toContain("error=CredentialsSignin")
  expect(wrong.headers()["set-cookie"] ?? "").not.toContain("tenantry_session")
  const callbackUrl = "https://evil.example/"
  const right = await enterWith({ email, password, csrfToken, callbackUrl })
  expect(right.headers().location).toBe(`${readStack().baseUrl}/organisations`)
  expect((await request.get("/organisations", { maxRedirects: 0 })).status()).toBe(200)
  const again = await (await request.get("/api/auth/csrf")).json()
  const cookies = (await request.storageState()).cookies
  await request.post("/api/auth/signout", { headers, form: { csrfToken: again.csrfToken } })
  const session = cookies.find((one) => one.name === "tenantry_session")
  const replay = await request.get("/organisations", {
    headers: { cookie: `tenantry_session=${session?.value}` },
    maxRedirects: 0,
  })
  expect(replay.status()).toBe(307)
})

test("nothing that was typed or sent back by Xero is in the log", async ({ page }) => {
  await enter(page, { email: "typed@tenantry.example", password: "a-password-typed-once" })
  await page.goto("/xero/callback?code=a-code-sent-once&state=a-state-sent-once")
  const log = readFileSync(readStack().logFile, "utf8")
  for (const secret of ["a-password-typed-once", "a-code-sent-once", "a-state-sent-once"]) {
    expect(log).not.toContain(secret)
  }
})
