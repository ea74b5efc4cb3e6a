import { expect, test } from "vitest"
import { parseBody } from "@/keeper/xero/wire"
import { readConnections } from "@/keeper/xero/wire-connections"

test("an id of any version is taken, so that one odd value does not cost the whole list", () => {
  const odd = "D99ECDFE-391D-03D2-0834-17636BA90E8D"
  const list = readConnections([{ id: odd, tenantId: odd, authEventId: odd }])
  expect(list?.connections).toMatchObject([{ authEventId: odd.toLowerCase(), tenantName: null }])
})

test("a text of megabytes beside a number with many digits is read", () => {
  const name = "x".repeat(15_000_000)
  expect(parseBody(`{"name":"${name}","count":1234567890123456}`)).toEqual({
    name,
    count: "1234567890123456",
  })
})
