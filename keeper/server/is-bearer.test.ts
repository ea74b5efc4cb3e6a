import { expect, test } from "vitest"
import { secrets } from "@/lib/env-secrets"
import { isBearer } from "./is-bearer"

const OLD = "o".repeat(32)
const NEW = "n".repeat(32)
// What keepers and web have, one after the other; while one restarts, the others may have either of two neighbours.
const STEPS = [
  { keeper: OLD, web: OLD },
  { keeper: `${OLD},${NEW}`, web: OLD },
  { keeper: `${OLD},${NEW}`, web: NEW },
  { keeper: NEW, web: NEW },
] as const

test("while KEEPER_SECRET changes step by step, keepers and web processes of neighbouring steps agree", () => {
  for (const [index, { keeper, web }] of STEPS.entries()) {
    const next = STEPS[index + 1] ?? { keeper, web }
    for (const accepting of [keeper, next.keeper])
      for (const sending of [web, next.web]) expect(accepts(accepting, sending)).toBe(true)
  }
})

test("a keeper refuses a KEEPER_SECRET that was dropped, is not there yet, or is both at once", () => {
  expect(accepts(NEW, OLD)).toBe(false)
  expect(accepts(OLD, NEW)).toBe(false)
  expect(isBearer(`Bearer ${OLD},${NEW}`, secrets.parse(`${OLD},${NEW}`))).toBe(false)
  expect(isBearer("Bearer ", secrets.parse(OLD))).toBe(false)
  expect(isBearer(undefined, secrets.parse(OLD))).toBe(false)
})

function accepts(keeper: string, web: string): boolean {
  return isBearer(`Bearer ${secrets.parse(web)[0]}`, secrets.parse(keeper))
}
