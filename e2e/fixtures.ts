import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { test as base, expect, type Page } from "playwright/test"
import { emptyTables, query } from "@/e2e/database"
import { findSecrets, readCodes, readGivenOut, SIGNED_TOKEN } from "@/e2e/secrets"
import { openSession } from "@/e2e/session"
import { openWatchingProxy, type WatchingProxy } from "@/e2e/watching-proxy"
import { type SandboxControl, sandboxControl } from "@/sandbox/control"
import { seedOrganisations, XERO_USERS } from "@/sandbox/seed"
import { walkConsent } from "@/sandbox/walk-consent"
import { readStack } from "@/scripts/check/stack"

/**
 * The fixtures of all flows, in the product's words. The sandbox and the connections start empty for each test,
 * and no answer to its page and nothing in the log may hold a token, a code or the Xero app's secret afterwards.
 */
export const test = base.extend<Fixtures>({
  watching: async ({ baseURL }, use) => {
    const watching = await openWatchingProxy(baseURL ?? readStack().baseUrl)
    await use(watching)
    await watching.close()
  },
  proxy: async ({ watching }, use) => {
    await use({ server: watching.url })
  },
  sandbox: async ({ watching }, use) => {
    const control = sandboxControl(readStack().apiUrl)
    await control.reset()
    await emptyTables(...ROWS)
    await use(control)
    await control.clearFaults()
    const { refreshTokens, clientSecrets } = readGivenOut()
    const codes = readCodes(watching.asked())
    const secrets = [SIGNED_TOKEN, ...refreshTokens, ...clientSecrets, ...codes]
    expect(findSecrets(watching.answers(), secrets), "secrets in this test's answers").toEqual([])
    const log = readFileSync(readStack().logFile, "utf8")
    expect(findSecrets(log, secrets), "secrets in the log").toEqual([])
  },
  signIn: async ({ page }, use) => {
    await use(async (member = readStack().owner) => {
      await openSession(page.context(), member.email)
    })
  },
  connectOrganisation: async ({ page, sandbox: _ }, use) => {
    await use(async (...walks) => {
      for (const [index, walk] of walks.entries()) {
        const { href } = await allowAtXero(await startConsent(page), walk)
        await (index < walks.length - 1
          ? page.request.get(href, { maxRedirects: 0 })
          : page.goto(href))
      }
    })
  },
})

/** Begins a consent without its button; returns the address at Xero that it leads to. */
export async function startConsent(page: Page): Promise<string> {
  const started = await page.request.post("/xero/connect", {
    headers: { origin: readStack().baseUrl },
    maxRedirects: 0,
  })
  expect(started.status()).toBe(303)
  return started.headers().location ?? ""
}

/** Allows it at Xero without a browser; returns Xero's answer, as an address that no browser has opened yet. */
export function allowAtXero(authorizationUrl: string, walk: Walk): Promise<URL> {
  const organisation = seedOrganisations().find(({ name }) => name === walk.choose)
  return walkConsent({
    authorizationUrl,
    xeroUserId: XERO_USERS[walk.as ?? "alice"],
    choose: organisation?.tenantId ?? walk.choose,
  })
}

/** Connects as a person does, from the button on through Xero's screens. */
export async function connectByScreens(page: Page, walk: Walk): Promise<void> {
  await page.goto("/organisations")
  await page.getByRole("button", { name: "Connect Xero" }).first().click()
  await giveConsent(page, walk)
}

/** Walks through Xero's screens: who signs in, and what they choose. */
export async function giveConsent(page: Page, walk: Walk): Promise<void> {
  await pickXeroUser(page, walk.as ?? "alice")
  if (walk.choose === "continue") {
    await page.getByRole("button", { name: /^Continue with/ }).click()
  } else if (walk.choose === "cancel") {
    await page.getByRole("button", { name: "Cancel" }).click()
  } else {
    await page.getByLabel("Organisation").selectOption({ label: walk.choose })
    await page.getByRole("button", { name: "Allow access" }).click()
  }
  await page.waitForURL(/\/organisations/)
}

/** Xero's first screen, as one of the sandbox's people. */
export async function pickXeroUser(page: Page, as: keyof typeof XERO_USERS): Promise<void> {
  await page.locator(`button[name="xeroUserId"][value="${XERO_USERS[as]}"]`).click()
}

/** The row of an organisation in the list. */
export function rowOf(page: Page, name: string) {
  return page.getByRole("row").filter({ hasText: name })
}

/** Expires the access tokens of every consent, so that the next use has to refresh. */
export async function expireTokenSets(): Promise<void> {
  await query(
    `UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp() - interval '1 second'`,
  )
}

/** Has the keeper ask about every refused chain again and again, without its waits in between, until the third strike ends one. */
export async function untilChainEnds(): Promise<void> {
  await query(`UPDATE "Grant" SET "refreshDueAt" = clock_timestamp()`)
  await until(async () => {
    await query(
      `UPDATE "Grant" SET "refreshDueAt" = clock_timestamp(), "nextAttemptAt" = clock_timestamp()
       WHERE "state" = 'active' AND "strikes" > 0 AND "leaseUntil" IS NULL AND "refreshDueAt" > clock_timestamp()`,
    )
    return (await query(`SELECT 1 FROM "Grant" WHERE "state" = 'ended'`)).length === 1
  })
}

/** Polls until the predicate holds, for what happens behind the page. */
export async function until(
  holds: () => Promise<boolean>,
  withinInMilliseconds = 30_000,
): Promise<void> {
  const deadline = Date.now() + withinInMilliseconds
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("the condition did not become true in time")
    await sleep(100)
  }
}

const ROWS = [
  "AuditEvent",
  "ConsentRequest",
  "RefreshAttempt",
  "TokenSet",
  "Connection",
  "Grant",
  "Incident",
  "Tenant",
  "Service",
]

export type Walk = { as?: keyof typeof XERO_USERS; choose: string }
type Fixtures = {
  watching: WatchingProxy
  sandbox: SandboxControl
  /** Skips the form, which has its own tests, and opens no page. */
  signIn: (member?: { email: string }) => Promise<void>
  /** One after the other, without the button and Xero's screens; opens the page that Xero's last answer leads to. */
  connectOrganisation: (...walks: Walk[]) => Promise<void>
}
