import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { expect, test } from "vitest"
import { findFreePort, isFree } from "./free-port"

test("a taken port is replaced by a free one, a free one is kept", async () => {
  const holder = createServer().listen(0, "127.0.0.1")
  await once(holder, "listening")
  const { port } = holder.address() as AddressInfo
  expect(await isFree(port)).toBe(false)
  expect(await findFreePort(port)).not.toBe(port)
  holder.close()
  await once(holder, "close")
  expect(await findFreePort(port)).toBe(port)
})
