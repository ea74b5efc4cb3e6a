import { expect, test } from "vitest"
import { isActionBody, isFormBody } from "./action-body"

const TEXT = "text/plain;charset=UTF-8"
const MULTIPART = "multipart/form-data; boundary=----made-up"
const DEEP = "[".repeat(100_000) + "]".repeat(100_000)

test.each([
  ["no arguments", "[]", true],
  ["words, and such that begin with $", '["maple","$$5 off"]', true],
  ["what JSON does not know", '["$undefined","$NaN","$-Infinity",{"kept":"$T"}]', true],
  ["nothing", "", false],
  ["no JSON", "[", false],
  ["an object", "{}", false],
  ["a number", "1", false],
  ["null", "null", false],
  ["a key of every object", '[{"__proto__":{"role":"owner"}}]', false],
  ["the same, escaped", '[{"\\u005f_proto__":1}]', false],
  ["deep nesting", DEEP, false],
  ["nesting that is too deep for us", `${"[".repeat(30)}${"]".repeat(30)}`, false],
  ["U+0000", '["a\\u0000"]', false],
  ["U+0000 in a name", '[{"a\\u0000":1}]', false],
  ["a large number that is none", '["$nabc"]', false],
  ["a part that is not there", '["$1"]', false],
  ["a function of the server", '["$h1"]', false],
  ["a file that is none", '["$B1"]', false],
  ["a stream", '["$R1"]', false],
  ["a map", '["$Q1"]', false],
])("an action's arguments: %s", async (_, body, expected) => {
  expect(await isActionBody(Buffer.from(body), TEXT)).toBe(expected)
})

test.each([
  ["a form", { 0: '["$K1"]', "1_email": "olive@tenantry.example" }, true],
  ["a form after a state", { 0: '[{"kind":"waiting"},"$K1"]', "1_name": '{"$n' }, true],
  ["odd names", { 0: '["$K1"]', "1___proto__": "a", "1_constructor": "b", "": "c" }, true],
  ["no arguments", { "1_email": "olive@tenantry.example" }, false],
  ["arguments that are none", { 0: '"$K1"' }, false],
  ["a part that is no JSON", { 0: '["$K1"]', 1: "{" }, false],
  ["a part with a key of every object", { 0: "[]", 1: '{"__proto__":{}}' }, false],
])("an action's parts: %s", async (_, parts, expected) => {
  expect(await isActionBody(multipart(parts), MULTIPART)).toBe(expected)
})

const FIRST = { "$ACTION_1:0": '{"id":"60a","bound":"$@1"}' }
test.each([
  ["one that is for no action", { email: "$n" }, true],
  ["one for an action without a state", { $ACTION_ID_60a: "", email: "a" }, true],
  ["one after a state", { $ACTION_REF_1: "", ...FIRST, "$ACTION_1:1": '[{"kind":"w"}]' }, true],
  ["one without its state", { $ACTION_REF_1: "", ...FIRST }, false],
  ["one without its action", { $ACTION_REF_1: "", "$ACTION_1:1": "[]" }, false],
  [
    "one whose action is no JSON",
    { $ACTION_REF_1: "", "$ACTION_1:0": "{", "$ACTION_1:1": "[]" },
    false,
  ],
  ["one whose state is none", { $ACTION_REF_1: "", ...FIRST, "$ACTION_1:1": '{"a":1}' }, false],
])("a form without a script: %s", async (_, parts, expected) => {
  expect(await isFormBody(multipart(parts), MULTIPART)).toBe(expected)
})

test("a file is no part of any action", async () => {
  const body = `------made-up\r\ncontent-disposition: form-data; name="0"\r\n\r\n[]\r\n------made-up\r\ncontent-disposition: form-data; name="1"; filename="a"\r\n\r\na\r\n------made-up--`
  expect(await isActionBody(Buffer.from(body), MULTIPART)).toBe(false)
})

function multipart(parts: Record<string, string>): Buffer {
  const each = Object.entries(parts).map(
    ([name, value]) =>
      `------made-up\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return Buffer.from(`${each.join("")}------made-up--`)
}
