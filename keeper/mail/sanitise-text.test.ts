import { expect, it } from "vitest"
import { tidyName } from "@/keeper/mail/sanitise-text"

it("cuts a long name between characters, so that it can be stored", () => {
  const name = tidyName("😀".repeat(300))
  expect(name).toHaveLength(199)
  expect(name).not.toMatch(/\p{Surrogate}/u)
})
