import axe, { type AxeResults } from "axe-core"
import { expect, type Page } from "playwright/test"

/** The page as it is now has no violation that axe calls serious or critical; `where` names it in the report. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source)
  await page.evaluate(COLOURS_SETTLED)
  const violations: AxeResults["violations"] = await page.evaluate(VIOLATIONS)
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`)
  expect(grave, where).toEqual([])
}

// A colour in transition has another contrast.
const COLOURS_SETTLED = `Promise.allSettled(document.getAnimations()
  .filter((one) => one instanceof CSSTransition).map((one) => one.finished)).then(() => {})`
// What is as it should be is many times as much, and nobody reads it.
const VIOLATIONS = `axe.run(document, { resultTypes: ["violations"] })
  .then(({ violations }) => violations)`
