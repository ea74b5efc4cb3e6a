import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, type Page } from "playwright/test"
import { expireTokenSets, query, test } from "@/e2e/fixtures"
import { listProcesses, readStack } from "@/e2e/stack"
import { TENANTS } from "@/sandbox/seed"

/** Base64url of `{"alg":"RS256"`: how every access and id token of the sandbox begins. */
const SIGNED_TOKEN = "eyJhbGciOiJSUzI1NiIs"

test("no token, code or secret is in the database, the logs or any answer of a whole tour", async ({
  page,
  signIn,
  sandbox,
  connectOrganisation,
}) => {
  const seen = collectAnswers(page)
  const codes = collectCodes(page)
  await signIn()
  await connectOrganisation({ choose: "Maple Florist" })
  await connectOrganisation({ as: "taro", choose: "株式会社さくら" })
  await expireTokenSets()
  await page.goto(`/organisations/${TENANTS.mapleFlorist}`)
  await page.getByRole("button", { name: "Refresh now" }).click()
  await expect(page.getByText("Refreshed", { exact: true })).toBeVisible()
  await sandbox.addFault({ target: "token", kind: "garbage", times: 1 })
  await page.getByRole("button", { name: "Refresh now" }).click()
  await expect(page.getByText("Xero gave no usable answer")).toBeVisible()
  for (const path of [
    "/organisations",
    "/activity",
    "/settings",
    "/settings/members",
    "/api/health",
  ]) {
    await page.goto(path)
  }
  const secrets = [...readIssuedSecrets(), ...codes, SIGNED_TOKEN]
  // Two consents and their refreshes: otherwise nothing was looked for.
  expect(codes.length).toBe(2)
  expect(secrets.length).toBeGreaterThan(6)
  const places = {
    database: await dumpDatabase(),
    log: readFileSync(readStack().logFile, "utf8"),
    answers: (await Promise.all(seen)).join("\n"),
  }
  for (const [place, text] of Object.entries(places)) {
    expect(text.length, place).toBeGreaterThan(200)
    const found = secrets.filter((secret) => text.includes(secret)).map((one) => one.slice(0, 6))
    expect(found, `secrets in the ${place}`).toEqual([])
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
  for (const secret of readIssuedSecrets()) expect(environment).not.toContain(secret)
  expect(readFileSync(`/proc/${keeper}/environ`, "utf8")).toContain("XERO_CLIENT_SECRETS=")
})

/** Everything that this origin answers: the headers and the bodies. */
function collectAnswers(page: Page): Promise<string>[] {
  const answers: Promise<string>[] = []
  page.on("response", (response) => {
    if (!response.url().startsWith(readStack().baseUrl)) return
    const body = response.text().catch(() => "")
    answers.push(body.then((text) => JSON.stringify(response.headers()) + text))
  })
  return answers
}

function collectCodes(page: Page): string[] {
  const codes: string[] = []
  page.on("request", (request) => {
    const url = new URL(request.url())
    const code = url.searchParams.get("code")
    if (url.pathname === "/xero/callback" && code !== null) codes.push(code)
  })
  return codes
}

/** The refresh tokens and client secrets that the sandbox has on file. */
function readIssuedSecrets(): string[] {
  const text = readFileSync(join(readStack().dataDir, "sandbox.json"), "utf8")
  const secrets = new Set<string>()
  JSON.parse(text, (name, value) => {
    if (name === "value" && typeof value === "string") secrets.add(value)
    if (name === "clientSecrets" && Array.isArray(value)) for (const one of value) secrets.add(one)
    return value
  })
  return [...secrets]
}

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
