import decode from "qr/decode.js"
import { expect, test } from "vitest"
import { qrCode } from "@/web/members/qr-code"

const TEXT =
  "otpauth://totp/Tenantry:olga%40ledgers.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

test("what is drawn reads as the text, with a quiet zone around it", () => {
  const { path, size } = qrCode(TEXT)
  const scale = 4
  const width = size * scale
  const data = new Uint8ClampedArray(width * width * 4).fill(255)
  const corners = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ])
  for (const [x = 0, y = 0] of corners) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(4)
    expect(Math.max(x, y)).toBeLessThan(size - 4)
    for (let at = 0; at < scale * scale; at += 1) {
      const row = y * scale + Math.floor(at / scale)
      data.fill(
        0,
        (row * width + x * scale + (at % scale)) * 4,
        (row * width + x * scale + (at % scale)) * 4 + 3,
      )
    }
  }
  expect(decode({ width, height: width, data })).toBe(TEXT)
})
