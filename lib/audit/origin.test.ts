import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { currentOrigin, shortenBrowser, withOrigin } from "@/lib/audit/origin"

test("requests that run at the same time keep their own origins, and none is left behind", async () => {
  const seen = await Promise.all(
    ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map((address, at) =>
      withOrigin({ address }, async () => {
        await sleep(at)
        return currentOrigin().address
      }),
    ),
  )
  expect(seen).toEqual(["192.0.2.1", "192.0.2.2", "192.0.2.3"])
  expect(currentOrigin()).toEqual({})
})

test("a request that fails leaves no origin behind either", async () => {
  const failing = withOrigin({ address: "192.0.2.1" }, async () => {
    throw new Error("no")
  })
  await expect(failing).rejects.toThrow("no")
  expect(currentOrigin()).toEqual({})
})

test("a browser's own words are cut short and made printable", () => {
  expect(shortenBrowser("Mozilla/5.0 (X11; Linux x86_64)")).toBe("Mozilla/5.0 (X11; Linux x86_64)")
  expect(shortenBrowser("a\u0000b\u001b[31m\u202e\u00e9")).toBe("a?b?[31m??")
  expect(shortenBrowser("x".repeat(5_000))).toHaveLength(200)
  expect([null, undefined, "", "  "].map(shortenBrowser)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
