import { expect, it } from "vitest"
import { logoTypeOf } from "@/lib/links/logo"

const of = (text: string) => logoTypeOf(Buffer.from(text, "latin1"))

it("knows pictures by their first bytes", () => {
  expect(of("\x89PNG\r\n\x1a\n\0\0\0\rIHDR")).toBe("image/png")
  expect(of("\xff\xd8\xff\xe0\0\x10JFIF")).toBe("image/jpeg")
  expect(of("RIFF\x10\0\0\0WEBPVP8 ")).toBe("image/webp")
})

it.each([
  "",
  "\x89PNG",
  "RIFF\x10\0\0\0WAVE",
  '<svg xmlns="http://www.w3.org/2000/svg"/>',
  "<html>",
  "GIF89a",
  " \x89PNG\r\n\x1a\n",
])("takes %j for none", (text) => {
  expect(of(text)).toBeNull()
})
