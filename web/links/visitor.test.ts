import { beforeEach, expect, test, vi } from "vitest"
import { keepLinkToken, readLinkToken, visitPath } from "@/web/links/visitor"

const { jar } = vi.hoisted(() => ({ jar: new Map<string, { value: string }>() }))
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => jar.get(name),
    set: ({ name, value }: { name: string; value: string }) => jar.set(name, { value }),
  }),
}))
vi.mock("@/lib/env", () => ({ webEnv: () => ({ APP_URL: "http://localhost:3000" }) }))

const [FIRST, SECOND] = ["f".repeat(43), "s".repeat(43)] as const
const read = (path: string) =>
  readLinkToken(new URL(path, "http://x.example").searchParams.get("link"))

beforeEach(() => jar.clear())

test("a browser that holds two links shows each tab its own, and the last one where none is asked for", async () => {
  await keepLinkToken(FIRST)
  await keepLinkToken(SECOND)
  expect(await read(visitPath(FIRST, { consent: "c" }))).toBe(FIRST)
  expect(await read(visitPath(SECOND))).toBe(SECOND)
  expect(await read("/connect")).toBe(SECOND)
  await keepLinkToken(FIRST)
  expect(await read("/connect")).toBe(FIRST)
  expect(await read(visitPath("other"))).toBeNull()
})

test("a browser keeps no more links than fit into its cookie", async () => {
  for (let at = 0; at < 100; at += 1) await keepLinkToken(`${at}`.padStart(43, "l"))
  expect(JSON.stringify([...jar]).length).toBeLessThan(1_000)
  expect(await read(visitPath(`${99}`.padStart(43, "l")))).not.toBeNull()
  expect(await read(visitPath(`${0}`.padStart(43, "l")))).toBeNull()
})
