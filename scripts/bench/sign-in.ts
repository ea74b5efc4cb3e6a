import { chromium } from "playwright/test"
import { findChromium } from "@/scripts/check/chromium"
import type { Stack } from "@/scripts/check/stack"

/** Signs the owner in with a browser, and gives the cookies. */
export async function signIn({ baseUrl, owner }: Stack): Promise<string> {
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : []
  const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args })
  const page = await browser.newPage({ baseURL: baseUrl })
  await page.goto("/sign-in")
  await page.getByLabel("Email").fill(owner.email)
  await page.getByLabel("Password").fill(owner.password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await page.waitForURL("**/organisations")
  const cookies = await page.context().cookies()
  await browser.close()
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
}
