import { readFileSync } from "node:fs"
import { expect } from "playwright/test"
import { query } from "@/e2e/database"
import { connectByScreens, expireTokenSets, test } from "@/e2e/fixtures"
import { findSecrets, readCodes, readGivenOut, SIGNED_TOKEN } from "@/e2e/secrets"
import { addService, askToken, forgetServices } from "@/e2e/services"
import { TENANTS } from "@/sandbox/seed"
import { listProcesses, readStack } from "@/scripts/check/stack"

test("no token, code or secret is in the database, the logs or any answer of a whole tour", async ({
  page,
  signIn,
  sandbox,
  connectOrganisation,
  watching,
}) => {
  await forgetServices()
  await signIn()
  await connectByScreens(page, { choose: "Maple Florist" })
  await connectOrganisation({ as: "taro", choose: "株式会社さくら" })
  const service = await addService(page, { name: "Export", organisations: ["Maple Florist"] })
  const { accessToken } = await askToken(service, TENANTS.mapleFlorist)
  await expireTokenSets()
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Refresh now" }).click()
  await expect(page.getByText("Refreshed", { exact: true })).toBeVisible()
  await sandbox.addFault({ target: "token", kind: "garbage", times: 1 })
  await page.getByRole("button", { name: "Refresh now" }).click()
  await expect(page.getByText("Xero did not give a usable answer")).toBeVisible()
  for (const path of [
    "/organisations",
    "/activity",
    "/settings",
    "/settings/members",
    "/settings/sign-in",
    "/settings/xero-app",
    "/settings/keys",
    "/api/health",
  ]) {
    await page.goto(path)
  }
  const { refreshTokens, clientSecrets } = readGivenOut()
  const codes = readCodes(watching.asked())
  // Proves that there were secrets to look for: all of these were used a moment ago.
  expect(codes).toHaveLength(2)
  expect(refreshTokens.length).toBeGreaterThan(2)
  expect(clientSecrets).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)])
  expect(findSecrets(`${accessToken}`, [SIGNED_TOKEN]), "what the service got").toHaveLength(1)
  const secrets = [...codes, ...refreshTokens, ...clientSecrets, SIGNED_TOKEN]
  const places = {
    database: await dumpDatabase(),
    log: readFileSync(readStack().logFile, "utf8"),
    answers: watching.answers(),
  }
  // A service's own secret is shown once, to the member who added it.
  const own = [service.clientSecret]
  expect(findSecrets(places.answers, own), "its own secret in the answers").toHaveLength(1)
  expect(findSecrets(places.database + places.log, own), "its own secret elsewhere").toEqual([])
  for (const [place, text] of Object.entries(places)) {
    expect(text.length, place).toBeGreaterThan(200)
    expect(findSecrets(text, secrets), `secrets in the ${place}`).toEqual([])
  }
})

test("web's environment holds no sealing key, client secret or token", async () => {
  test.skip(process.platform !== "linux", "reads /proc")
  const { web, keeper } = await listProcesses(readStack())
  const environment = readFileSync(`/proc/${web}/environ`, "utf8")
  expect(environment).toContain("KEEPER_SECRET=")
  for (const name of ["VAULT_KEYS", "XERO_CLIENT_SECRETS", "XERO_CLIENT_ID", "OWNER_PASSWORD"]) {
    expect(environment).not.toContain(`${name}=`)
    expect(environment).not.toContain(`${name}_FILE=`)
  }
  const { refreshTokens, clientSecrets } = readGivenOut()
  const secrets = [SIGNED_TOKEN, ...refreshTokens, ...clientSecrets]
  expect(findSecrets(environment, secrets)).toEqual([])
  const keepers = readFileSync(`/proc/${keeper}/environ`, "utf8")
  expect(keepers).toContain(`XERO_CLIENT_SECRETS=${clientSecrets[0]}`)
})

async function dumpDatabase(): Promise<string> {
  const tables = await query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
  )
  const dumps = await Promise.all(
    tables.map(({ name }) => query(`SELECT row_to_json(t)::text FROM ${name} t`)),
  )
  return JSON.stringify(dumps)
}
