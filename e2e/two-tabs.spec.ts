import { expect, type Page } from "playwright/test"
import { emptyTables, query } from "@/e2e/database"
import { test } from "@/e2e/fixtures"
import { addMember, openAs } from "@/e2e/members"
import { seedStack, unseedStack } from "@/e2e/seeded"

test.beforeEach(async ({ sandbox: _, signIn }) => {
  await signIn()
})

test.afterAll(unseedStack)
test.afterAll(() => emptyTables("LinkSettings", "MailServer"))

test("a dialog about what another tab removed says so, and keeps what was typed", async ({
  page,
}) => {
  await query(
    `INSERT INTO "AlertChannel" ("id", "kind", "name", "mailTo")
     VALUES (gen_random_uuid(), 'email', 'Finance', ARRAY['finance@tenantry.example'])`,
  )
  await page.goto("/settings/alerts")
  await page.getByRole("button", { name: "Edit Finance" }).click()
  await query(`UPDATE "AlertChannel" SET "removedAt" = clock_timestamp()`)
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name", { exact: true }).fill("Typed for nothing")
  await dialog.getByRole("button", { name: "Save" }).click()
  await expect(dialog.getByText("This channel no longer exists.")).toBeVisible()
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("Typed for nothing")
})

test("a form does not overwrite what somebody has changed since it was shown, and says so", async ({
  page,
}) => {
  const { email, name } = await addMember("viewer")
  const said = page.getByText("Somebody has changed this since you opened the page")
  await page.goto("/settings/members")
  await page.getByLabel(`Role of ${name}`).selectOption("owner")
  await query(`UPDATE "Member" SET "role" = 'admin' WHERE "email" = $1`, [email])
  await page.getByRole("button", { name: "Save" }).click()
  await expect(said).toBeVisible()
  const roles = await query(`SELECT "role"::text FROM "Member" WHERE "email" = $1`, [email])
  expect(roles).toEqual([{ role: "admin" }])
  const [service] = await query<{ id: string }>(
    `INSERT INTO "Service" ("id", "name", "reach", "networks", "createdById")
     SELECT gen_random_uuid(), 'Export', 'all', '{}', "id" FROM "Member" LIMIT 1 RETURNING "id"`,
  )
  await page.goto(`/services/${service?.id}/change`)
  await page.getByLabel("Name", { exact: true }).fill("Late")
  await query(`UPDATE "Service" SET "expiresAt" = clock_timestamp() + interval '1 day'`)
  await page.getByRole("button", { name: "Save" }).click()
  await expect(said).toBeVisible()
  expect(await query(`SELECT "name" FROM "Service"`)).toEqual([{ name: "Export" }])
})

test("settings can be saved again and again, and not over what another owner has saved since", async ({
  page,
}) => {
  await emptyTables("LinkSettings", "MailServer")
  const late = page.getByText("Somebody has changed this since you opened the page")
  const saved = page.getByText("Saved.")
  /** Until the page is drawn anew. */
  const save = async () => {
    await page.getByRole("button", { name: "Save" }).click()
    await expect(page.getByRole("button", { name: "Save" })).not.toHaveAttribute("aria-busy")
  }
  await page.goto("/settings/links")
  for (const typed of ["Ledgers", "Ledgers & Co"]) {
    await page.getByLabel("Who asks").fill(typed)
    await save()
    await expect(saved).toBeVisible()
    expect(await query(`SELECT "askerName" FROM "LinkSettings"`)).toEqual([{ askerName: typed }])
  }
  await page.reload()
  await query(`UPDATE "LinkSettings" SET "returnOrigins" = ARRAY['https://shop.example']`)
  await page.getByLabel("Who asks").fill("Late")
  await save()
  await expect(late).toBeVisible()
  await expect(page.getByLabel("Who asks")).toHaveValue("Late")
  expect(await query(`SELECT "askerName", "returnOrigins" FROM "LinkSettings"`)).toEqual([
    { askerName: "Ledgers & Co", returnOrigins: ["https://shop.example"] },
  ])
  await page.goto("/settings/mail")
  await page.getByLabel("SMTP server").fill("localhost")
  for (const typed of ["one@tenantry.example", "two@tenantry.example"]) {
    await page.getByLabel("From").fill(typed)
    await save()
    await expect(saved).toBeVisible()
    expect(await query(`SELECT "mailFrom" FROM "MailServer"`)).toEqual([{ mailFrom: typed }])
  }
  await page.reload()
  await query(`UPDATE "MailServer" SET "port" = 2525`)
  await page.getByLabel("From").fill("late@tenantry.example")
  await save()
  await expect(late).toBeVisible()
  expect(await query(`SELECT "mailFrom", "port" FROM "MailServer"`)).toEqual([
    { mailFrom: "two@tenantry.example", port: 2525 },
  ])
})

test("a refused name stays in its field, beside the reason", async ({ page }) => {
  await page.goto("/settings")
  const name = page.getByLabel("Name", { exact: true })
  await name.fill("\u200B")
  await page.getByRole("button", { name: "Save name" }).click()
  await expect(page.getByText("This must not be empty.")).toBeVisible()
  await expect(name).toHaveValue("\u200B")
})

test("no link and no tab leads members to a page that their role may not see", async ({
  browser,
}) => {
  await seedStack("broken")
  await query(
    `INSERT INTO "Alert" ("id", "kind", "subject", "detail")
     VALUES (gen_random_uuid(), 'plan_filling', gen_random_uuid(), $1)`,
    [JSON.stringify({ plan: { name: "Starter", holds: 5, counted: 5, next: null } })],
  )
  for (const role of ["viewer", "admin"] as const) {
    const seen = await openAs(browser, await addMember(role))
    expect(await leadsToRefusal(seen)).toEqual([])
    await seen.context().close()
  }
})

test("a page that a member gets instead of another has its own title", async ({ browser }) => {
  const id = "00000000-0000-4000-8000-000000000000"
  const page = await openAs(browser, await addMember("viewer"))
  for (const path of ["/settings/keys", "/organisations/connections", "/services/new"]) {
    await page.goto(path)
    await expect(page, path).toHaveTitle("Not allowed · Tenantry")
  }
  for (const path of [`/organisations/jobs/${id}`, `/links/campaigns/${id}`, "/nowhere"]) {
    await page.goto(path)
    await expect(page, path).toHaveTitle("Not found · Tenantry")
  }
  await page.context().close()
})

/** Reads every page that links lead to from the start page on, one of each kind. */
async function leadsToRefusal({ request }: Page): Promise<string[]> {
  const open = ["/"]
  const done = new Set<string>()
  const refused: string[] = []
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const kind = path.replace(/[0-9a-f-]{36}/g, "ID").replace(/\?.*/, "")
    if (done.has(kind)) continue
    done.add(kind)
    const answer = await request.get(path)
    if (answer.status() === 403) refused.push(path)
    const links = (await answer.text()).matchAll(/href="(\/(?!_next)[^"]*)"/g)
    open.push(...Array.from(links, ([, href = "/"]) => href.replaceAll("&amp;", "&")))
  }
  expect(done.size).toBeGreaterThan(15)
  return refused
}
