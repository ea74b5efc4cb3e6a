import { expect, type Locator, type Page } from "playwright/test"

/** A little more than the ten seconds after which a page looks at the server again. */
const UNTIL_NEXT_LOOK_IN_MS = 11_000

/**
 * Moves a page's own clock on, so that it looks at the server again now. The clock has to be the test's, by
 * `page.clock.install()`, before the page is opened.
 */
export async function lookAgain(page: Page): Promise<void> {
  await page.clock.fastForward(UNTIL_NEXT_LOOK_IN_MS)
}

/** Waits until the page shows it by itself, without being loaded again. */
export async function untilShown(page: Page, shown: Locator): Promise<void> {
  await expect(async () => {
    await lookAgain(page)
    await expect(shown).toBeVisible({ timeout: 2_000 })
  }).toPass({ intervals: [0], timeout: 25_000 })
}
