import axe, { type AxeResults } from "axe-core"
import { expect, type Page } from "playwright/test"

/** The page as it is now has no violation that axe calls serious or critical; `where` names it in the report. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await page.evaluate(axe.source)
  await page.evaluate(COLOURS_SETTLED)
  const { violations }: AxeResults = await page.evaluate("axe.run(document)")
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`)
  expect(grave, where).toEqual([])
}

// A colour in transition has another contrast.
const COLOURS_SETTLED = `Promise.allSettled(document.getAnimations()
  .filter((one) => one instanceof CSSTransition).map((one) => one.finished)).then(() => {})`
