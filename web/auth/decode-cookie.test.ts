import { encode } from "next-auth/jwt"
import { expect, test, vi } from "vitest"
import { secrets } from "@/lib/env-secrets"
import { decodeCookie } from "@/web/auth/decode-cookie"

const { webEnv } = vi.hoisted(() => ({ webEnv: vi.fn() }))
vi.mock("@/lib/env", () => ({ webEnv }))

const OLD = "o".repeat(32)
const NEW = "n".repeat(32)
// What an operator sets, one after the other, on web processes that restart one after the other.
const STEPS = [OLD, `${OLD},${NEW}`, `${NEW},${OLD}`] as const

test("while AUTH_SECRET changes step by step, neighbouring web processes read each other's cookies", async () => {
  for (const [index, before] of STEPS.slice(0, -1).entries()) {
    const after = STEPS[index + 1] ?? ""
    expect(await readsCookieOf(before, after)).toBe(true)
    expect(await readsCookieOf(after, before)).toBe(true)
  }
  expect(await readsCookieOf(OLD, `${NEW},${OLD}`)).toBe(true)
})

test("a web process that does not know the new AUTH_SECRET signs out whoever was signed in with it", async () => {
  expect(await readsCookieOf(`${NEW},${OLD}`, OLD)).toBe(false)
  expect(await readsCookieOf(OLD, NEW)).toBe(false)
})

async function readsCookieOf(writer: string, reader: string): Promise<boolean> {
  const [secret] = secrets.parse(writer)
  const token = await encode({ token: { sub: "member" }, secret, maxAge: 60 })
  webEnv.mockReturnValue({ AUTH_SECRET: secrets.parse(reader) })
  return (await decodeCookie({ token }))?.sub === "member"
}
