import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, type Page } from "playwright/test"
import { query } from "@/e2e/database"
import { test as base } from "@/e2e/fixtures"
import { startProvenSession } from "@/e2e/session"
import { settingsOf, startIssuer, type TestIssuer } from "@/keeper/testing/issuer"
import { readStack } from "@/scripts/check/stack"

/** With an issuer of single sign-on, and somebody new there, by their subject. */
export const test = base.extend<{ issuer: TestIssuer; ida: string }>({
  issuer: async ({ sandbox: _ }, use) => {
    const issuer = await startIssuer({ appUrl: readStack().baseUrl, people: {} })
    await use(issuer)
    await query(`DELETE FROM "SsoSettings"`)
    await issuer.close()
  },
  ida: async ({ issuer }, use) => {
    const subject = `ida-${randomBytes(4).toString("hex")}`
    issuer.people[subject] = {
      name: "Ida Issuer",
      email: `${subject}@ledgers.example`,
      email_verified: true,
    }
    await use(subject)
  },
})

/** Has the keeper store settings that let everybody of ledgers.example in. */
export async function configure(issuer: TestIssuer): Promise<void> {
  const { owner, dataDir, keeperUrl } = readStack()
  const { memberId, sessionId } = await startProvenSession(owner.email)
  const settings = { ...settingsOf(issuer), name: "Ledgers Login" }
  const secret = readFileSync(join(dataDir, "keeper-secret"), "utf8").trim()
  const answer = await fetch(`${keeperUrl}/operations/changeSso`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${secret}`,
      "content-type": "application/json",
      "tenantry-member": memberId,
      "tenantry-session": sessionId,
    },
    body: JSON.stringify({ settings, clientSecret: issuer.clientSecret }),
  })
  expect(await answer.json()).toEqual({ kind: "changed" })
}

/** Presses the button on the sign-in page and, at the issuer, the one of this person. */
export async function signInAs(page: Page, subject: string): Promise<void> {
  await page.getByRole("button", { name: "Sign in with Ledgers Login" }).click()
  await page.getByRole("button", { name: subject }).click()
}
