import axe, { type AxeResults } from "axe-core"
import { expect, type Page } from "playwright/test"

/**
 * The page as it is now has no violation that axe calls serious or critical; `where` names it in the report. `rules`: only
 * these of axe's rules.
 */
export async function expectAccessible(page: Page, where: string, rules?: string[]): Promise<void> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source)
  await page.evaluate(COLOURS_SETTLED)
  const violations: AxeResults["violations"] = await page.evaluate(runAxe(rules))
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`)
  expect(grave, where).toEqual([])
}

// A colour in transition has another contrast, and one that ends may begin another: what inherits the colour follows it.
const COLOURS_SETTLED = `(async () => {
  for (;;) {
    await new Promise(requestAnimationFrame)
    const running = document.getAnimations().filter((one) => one instanceof CSSTransition)
    if (running.length === 0) return
    await Promise.allSettled(running.map((one) => one.finished))
  }
})()`

function runAxe(rules?: string[]): string {
  // What is as it should be is many times as much, and nobody reads it.
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: rules }) }
  return `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`
}
