import { readdirSync, readFileSync } from "node:fs"
import { expect, test, vi } from "vitest"
import { drawAnew } from "@/app/draw-anew"

const { revalidatePath } = vi.hoisted(() => ({ revalidatePath: vi.fn() }))
vi.mock("next/cache", () => ({ revalidatePath }))

test.each([
  ["changed", true],
  ["removed", true],
  // It may have been done.
  ["keeper_unreachable", true],
  ["not_found", false],
  ["gone", false],
  ["link_over", false],
  ["refused", false],
  ["sudo_needed", false],
  ["changed_meanwhile", false],
])("after the answer %s its page is drawn anew: %s", (kind, isDrawn) => {
  revalidatePath.mockClear()
  drawAnew({ kind }, "/settings/alerts", "page")
  expect(revalidatePath.mock.calls).toEqual(isDrawn ? [["/settings/alerts", "page"]] : [])
})

// Where the row is gone, what was wanted is reached, so nobody has typed anything in vain.
const REMOVALS = ["removeMailServer", "removeFactorsOf", "removeFactor"]

test("no action draws its page anew before it knows that there is something to draw", () => {
  for (const file of listFiles(/actions\.ts$/)) {
    for (const body of readFileSync(file, "utf8").split(/^(?=(?:export async )?function )/m)) {
      const name = /^export async function (\w+)/.exec(body)?.[1] ?? ""
      if (!body.includes("const outcome =") || REMOVALS.includes(name)) continue
      expect(body, `${name} in ${file}`).not.toMatch(/revalidatePath\(/)
    }
  }
})

// They work without scripts, so each gives back what was typed, which their own tests hold.
const WITHOUT_SCRIPTS = /^app\/(sign-in|setup|invitations|email|factors|activity|_ui)\//

test("a form that people type in keeps it whatever the answer: React empties one that has an action", () => {
  for (const file of listFiles(/\.tsx$/)) {
    if (WITHOUT_SCRIPTS.test(file)) continue
    for (const [form] of readFileSync(file, "utf8").matchAll(/<form\b[\s\S]*?<\/form>/g)) {
      if (!/^<form[\s\S]*?\baction=/.test(form.slice(0, 200))) continue
      expect(form, file).not.toMatch(
        /defaultValue=|defaultChecked=|<(Field|NewPasswordField|textarea)\b/,
      )
    }
  }
})

function listFiles(named: RegExp): string[] {
  const all = readdirSync("app", { recursive: true, encoding: "utf8" })
  return all.filter((one) => named.test(one)).map((one) => `app/${one}`)
}
