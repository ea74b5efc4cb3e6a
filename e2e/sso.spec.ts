import { expect } from "playwright/test"
import { query } from "@/e2e/database"
import { rowOf } from "@/e2e/fixtures"
import { openPage, readLink } from "@/e2e/members"
import { configure, signInAs, test } from "@/e2e/sso"
import { sudoDialog } from "@/e2e/sudo"
import { readStack } from "@/scripts/check/stack"

test("an owner sets single sign-on up, is told what is wrong, and somebody new comes in by it", async ({
  page,
  browser,
  signIn,
  issuer,
  ida,
}) => {
  await signIn()
  await page.goto("/settings/sign-in")
  const heading = page.getByRole("heading", { name: "Single sign-on" })
  const card = page.locator("section").filter({ has: heading })
  await page.getByLabel("Name").fill("Ledgers Login")
  await page.getByRole("textbox", { name: "Issuer" }).fill("http://localhost:1")
  await page.getByLabel("Client id").fill(issuer.clientId)
  await page.getByLabel("Client secret").fill("another secret")
  await page.getByRole("button", { name: "Test" }).click()
  await expect(page.getByText("The issuer does not answer")).toBeVisible()
  await page.getByRole("textbox", { name: "Issuer" }).fill(issuer.url)
  await page.getByRole("button", { name: "Test" }).click()
  await expect(page.getByText("it refuses the client id or secret")).toBeVisible()
  await page.getByLabel("Client secret").fill(issuer.clientSecret)
  await page.getByRole("button", { name: "Test" }).click()
  await expect(page.getByText("It works: the issuer knows this client.")).toBeVisible()
  await page.getByLabel("Who may join").selectOption("anyone")
  await card.getByRole("button", { name: "Save" }).click()
  await expect(page.getByText("must not be empty if everyone may join")).toBeVisible()
  await page.getByLabel("E-mail domains").fill("ledgers.example")
  await card.getByRole("button", { name: "Save" }).click()
  await expect(page.getByText("Saved. The sign-in page has the button now.")).toBeVisible()
  await page.reload()
  await page.getByLabel("Client id").fill("late")
  await query(`UPDATE "SsoSettings" SET "domains" = ARRAY['ledgers.example', 'books.example']`)
  await card.getByRole("button", { name: "Save" }).click()
  await expect(page.getByText("Somebody has changed this since")).toBeVisible()
  await page.reload()
  await page.getByLabel("E-mail domains").fill("ledgers.example")
  await card.getByRole("button", { name: "Save" }).click()
  await expect(page.getByText("Saved. The sign-in page has the button now.")).toBeVisible()
  const guest = await openPage(browser)
  await guest.goto("/sign-in?callbackUrl=%2Fsettings%2Fmembers")
  await signInAs(guest, ida)
  await expect(guest).toHaveURL("/settings/members")
  await expect(rowOf(guest, "Ida Issuer")).toContainText("viewer")
  await guest.context().close()
})

test("whoever may not come is told why on the sign-in page", async ({ page, issuer, ida }) => {
  await configure(issuer)
  issuer.people[ida] = { ...issuer.people[ida], email_verified: false }
  await page.goto("/sign-in")
  await signInAs(page, ida)
  await expect(page.getByRole("alert").first()).toContainText(
    "Ledgers Login does not confirm that your e-mail address is yours.",
  )
  issuer.people[ida] = { email: `${ida}@elsewhere.example`, email_verified: true }
  await page.getByRole("button", { name: "Sign in with Ledgers Login" }).click()
  await expect(page.getByRole("alert").first()).toContainText(
    "Your e-mail address is not in a domain that may sign in here.",
  )
  await page.context().clearCookies()
  await signInAs(page, "cancel")
  await expect(page.getByRole("alert").first()).toContainText("You cancelled at Ledgers Login.")
  await expect(page.getByLabel("Password")).toBeVisible()
})

test("who signs out at the issuer is signed out here", async ({ page, issuer, ida }) => {
  await configure(issuer)
  await page.goto("/sign-in")
  await signInAs(page, ida)
  await expect(page).toHaveURL("/organisations")
  await page.goto(`${issuer.url}/session/end`)
  await page.getByRole("button", { name: /yes, sign me out/i }).click()
  await page.waitForURL(/\/session\/end\/success/)
  await page.goto("/organisations")
  await expect(page).toHaveURL(/\/sign-in/)
  const rows = await query<{ detail: object }>(
    `SELECT "detail" FROM "AuditEvent" WHERE "kind" = 'member.signed_out' ORDER BY "id" DESC LIMIT 1`,
  )
  expect(rows).toEqual([{ detail: { by: "issuer", sessionsEnded: 1 } }])
})

test("a member with a password adds the issuer, and signs in by it from then on", async ({
  page,
  browser,
  signIn,
  issuer,
  ida,
}) => {
  await configure(issuer)
  const other = await openPage(browser)
  await signIn()
  await page.goto("/settings")
  await page.getByRole("button", { name: "Add Ledgers Login" }).click()
  await page.getByRole("button", { name: ida }).click()
  await expect(page.getByText("You can sign in with Ledgers Login now")).toBeVisible()
  await other.goto("/sign-in")
  await signInAs(other, ida)
  await other.goto("/settings")
  await expect(other.getByText(`Signed in as ${readStack().owner.email}`)).toBeVisible()
  await query(`DELETE FROM "Identity" WHERE "subject" = $1`, [ida])
  await other.context().close()
})

test("a member without a password confirms an invitation at the issuer, and the invited one joins by it", async ({
  page,
  browser,
  issuer,
  ida,
}) => {
  await configure(issuer)
  await page.goto("/sign-in")
  await signInAs(page, ida)
  await query(
    `UPDATE "Member" SET "role" = 'owner' WHERE "id" IN (SELECT "memberId" FROM "Identity" WHERE "subject" = $1)`,
    [ida],
  )
  await page.goto("/settings/members")
  issuer.people.uwe = {
    name: "Uwe",
    email: "uwe@ledgers.example",
    email_verified: true,
  }
  await page.getByLabel("Email").fill("uwe@ledgers.example")
  await page.getByLabel("Role", { exact: true }).selectOption("admin")
  await page.getByRole("button", { name: "Invite" }).click()
  await expect(sudoDialog(page)).toBeVisible()
  await expect(sudoDialog(page).getByLabel("Your password")).toBeHidden()
  const opened = page.waitForEvent("popup")
  await sudoDialog(page).getByRole("button", { name: "Confirm with Ledgers Login" }).click()
  // Signed in there or not, the issuer asks once more.
  await (await opened).getByRole("button", { name: ida }).click()
  await expect(page.getByText("Send this link to uwe@ledgers.example")).toBeVisible()
  await expect(sudoDialog(page)).toBeHidden()
  const link = await readLink(page)
  const invited = await openPage(browser)
  await invited.goto(link)
  await signInAs(invited, "uwe")
  await expect(invited).toHaveURL("/organisations")
  await page.reload()
  await expect(page.getByLabel("Role of Uwe")).toHaveValue("admin")
  await invited.goto(link)
  await expect(invited.getByText("This link no longer works")).toBeVisible()
  await invited.context().close()
})

test("passwords can be left to one owner, whose form is folded away", async ({
  page,
  signIn,
  issuer,
}) => {
  await configure(issuer)
  await signIn()
  await page.goto("/settings/sign-in")
  await page.getByLabel("Who may sign in with a password").selectOption({ index: 1 })
  await page.getByRole("button", { name: "Save" }).last().click()
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible()
  await page.context().clearCookies()
  await page.goto("/sign-in")
  await expect(page.getByLabel("Password")).toBeHidden()
  await page.getByText("Sign in with the emergency password").click()
  await page.getByLabel("Email").fill(readStack().owner.email)
  await page.getByLabel("Password").fill(readStack().owner.password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await expect(page).toHaveURL("/organisations")
})
