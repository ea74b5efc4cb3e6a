import { execFile } from "node:child_process"
import { promisify } from "node:util"
import * as oauth from "openid-client"
import { expect } from "playwright/test"
import { test } from "@/e2e/fixtures"
import { addService, forgetServices } from "@/e2e/services"
import { TENANTS } from "@/sandbox/seed"
import { readStack } from "@/scripts/check/stack"

const PROGRAMS = "/usr/local/bin:/usr/bin:/bin"
const run = promisify(execFile)

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await forgetServices()
  await signIn()
})
test.afterAll(forgetServices)

test("curl as the page writes it, and openid-client, obtain a token at the public address", async ({
  page,
  connectOrganisation,
}) => {
  await connectOrganisation({ choose: "Maple Florist" })
  const { clientId, clientSecret } = await addService(page, {
    name: "Export",
    organisations: ["Maple Florist"],
  })
  const example = await page.getByRole("tabpanel").locator("pre").textContent()
  const { stdout } = await run("sh", ["-c", `${example} --silent`], {
    env: { NODE_ENV: "test", PATH: PROGRAMS, TENANTRY_CLIENT_SECRET: clientSecret },
  })
  expect(JSON.parse(stdout)).toMatchObject({ token_type: "Bearer", tenant_name: "Maple Florist" })

  const { baseUrl } = readStack()
  const server = { issuer: baseUrl, token_endpoint: `${baseUrl}/oauth/token` }
  const method = oauth.ClientSecretBasic(clientSecret)
  const configuration = new oauth.Configuration(server, clientId, undefined, method)
  oauth.allowInsecureRequests(configuration)
  const tokens = await oauth.clientCredentialsGrant(configuration, {
    resource: TENANTS.mapleFlorist,
  })
  expect(tokens.access_token).toMatch(/^eyJ/)
  expect(tokens.expiresIn()).toBeGreaterThan(300)
  expect(tokens.refresh_token).toBeUndefined()
})

test("the API's reference is drawn under its own policy, with an example in each language", async ({
  page,
}) => {
  const problems: string[] = []
  page.on("pageerror", (error) => problems.push(error.message))
  await page.goto("/api/v1/docs")
  await expect(page.getByRole("heading", { name: "Report a refusal" })).toBeVisible()
  for (const language of ["curl", "Node.js", "Python"]) {
    await expect(page.getByRole("tab", { name: language }).first()).toBeVisible()
  }
  expect(problems).toEqual([])
})
