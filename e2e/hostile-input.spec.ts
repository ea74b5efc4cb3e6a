import { readFileSync } from "node:fs"
import { type APIRequestContext, type APIResponse, expect } from "playwright/test"
import { actionHeaders, ID, listActions, listRoutes } from "@/e2e/build"
import { test } from "@/e2e/fixtures"
import { expectOurWords, OF_LIBRARIES } from "@/e2e/library-words"
import { seedStack, unseedStack } from "@/e2e/seeded"
import { readStack } from "@/scripts/check/stack"

/** Every name that a page or a route reads from its address. */
const PARAMETERS = [
  ...["q", "status", "sort", "order", "page", "state", "kind", "member", "organisation", "service"],
  ...["before", "only", "alerts", "deliveries", "problem", "came", "consent", "callbackUrl"],
  ...["grant", "notice", "error", "code", "iss"],
]
const INPUTS: Record<string, string> = {
  "U+0000": "%00",
  "no UTF-8": "%ff",
  "half a character": "%ed%a0%80",
  "half a character, escaped": "%ud800",
  __proto__: "__proto__",
  constructor: "constructor",
  "7 kB": "a".repeat(7_000),
  "a quote": "%27%22%3B--",
  nothing: "",
}
test.afterAll(unseedStack)

/** What is no link is answered as one that is not known, so that nobody can tell the two apart. */
const refusalsAt = (path: string) => (path.startsWith("/connect/") ? [400, 404] : [400])

test("no address, whatever stands in it, brings an error or a library's word", async ({
  page,
  signIn,
  sandbox: _,
}) => {
  test.setTimeout(240_000)
  await seedStack("typical")
  await signIn()
  const before = readLog().length
  for (const route of listRoutes()) {
    for (const [name, input] of Object.entries(INPUTS)) {
      for (const path of listAddresses(route, input)) {
        const answer = await page.request.get(path, { maxRedirects: 0 })
        await expectOurs(answer, `${route} with ${name}`)
        if (name === "U+0000")
          expect(refusalsAt(path), `${route} with ${name}`).toContain(answer.status())
      }
    }
  }
  expectOwnLines(before)
})

test("no action, whatever it is sent, brings an error, a stack or a library's word", async ({
  page,
  signIn,
  sandbox: _,
}) => {
  test.setTimeout(240_000)
  await seedStack("typical")
  await signIn()
  const before = readLog().length
  // Signing out comes last: it needs nothing, and the others need a session.
  const actions = listActions().sort((one, other) => rank(one.name) - rank(other.name))
  for (const { id, name, path } of actions) {
    for (const [label, body] of Object.entries(BODIES)) {
      const answer = await sendText(page.request, path, id, body)
      expect(answer.status(), `${name}: ${label}`).toBe(400)
    }
    for (const body of ["[]", '["__proto__"]', '[null,{"constructor":1}]', '[["a"],[["b"]]]']) {
      await expectOurs(await sendText(page.request, path, id, body), `${name}: ${body}`)
    }
    for (const entered of FORMS) {
      await expectOurs(await sendForm(page.request, path, id, entered), `${name}: a form`)
    }
  }
  // Those that come again, after the first of another test too, are counted and told once a minute.
  await expect
    .poll(() => linesSince(before, "malformed_request").length, { timeout: 70_000 })
    .toBeGreaterThan(0)
  expectOwnLines(before)
})

test("an action that this build does not have is not found, in one line of the log", async ({
  request,
}) => {
  const [known] = listActions()
  const before = readLog().length
  const ids = [`40${"a".repeat(40)}`, "__proto__", "constructor", "toString", "x", "0"]
  for (const id of ids) {
    const answer = await sendText(request, known?.path ?? "", id, "[]")
    expect([400, 404, 409], id).toContain(answer.status())
    await expectOurs(answer, id)
  }
  await expect.poll(() => linesSince(before, '"event":"framework"')).toHaveLength(ids.length)
  expectOwnLines(before)
})

const DEEP = "[".repeat(20_000) + "]".repeat(20_000)
const BODIES: Record<string, string> = {
  nothing: "",
  "half of JSON": "[",
  "an object": "{}",
  "a number": "7",
  __proto__: '[{"__proto__":{"role":"owner"}}]',
  "deep nesting": DEEP,
  "U+0000": '["a\\u0000b"]',
  "a large number that is none": '["$nabc"]',
  "a function of the server": '["$h1"]',
  "a part that is not there": '["$7:a:b"]',
}
const FORMS: Record<string, string>[] = [
  { 0: '["$K1"]' },
  { 0: '[{"kind":"waiting"},"$K1"]', "1_a": "a" },
  { 0: '[{"kind":"waiting"},"$K1"]', "1___proto__": "a", "1_constructor": "b", "1_": "c" },
  { 0: '["$K1","$K1"]', ...fieldsOf("a".repeat(10_000)) },
  { 0: '[{"kind":"waiting"},"$K1"]', ...fieldsOf("constructor") },
]

/** Every name that some form has. */
function fieldsOf(value: string): Record<string, string> {
  const ids = ["serviceId", "secretId", "tenantId", "grantId", "memberId", "invitationId"]
  const more = ["channelId", "deliveryId", "consentId", "decision", "upTo", "role", "name", "email"]
  const rest = ["password", "present", "next", "token", "code", "callbackUrl", "kind", "access"]
  return Object.fromEntries([...ids, ...more, ...rest].map((name) => [`1_${name}`, value]))
}

/** The route with the input in every parameter, once and twice, and in its path. */
function listAddresses(route: string, input: string): string[] {
  const path = withId(route, ID)
  const inPath = route.includes("[") && input !== "" ? [withId(route, input)] : []
  const all = PARAMETERS.map((one) => `${one}=${input}`)
  if (all.join("&").length < 8_000) {
    return [...inPath, `${path}?${all.join("&")}`, `${path}?${[...all, ...all].join("&")}`]
  }
  // Headers hold two of the long ones.
  const twos = all.flatMap((one, at) => (at % 2 === 0 ? [[one, ...all.slice(at + 1, at + 2)]] : []))
  return [...inPath, ...twos.map((two) => `${path}?${two.join("&")}`)]
}

function withId(route: string, id: string): string {
  return route.replace("[...nextauth]", id).replace(/\[\[?(\.\.\.)?\w+\]?\]/, id)
}

function rank(name: string): number {
  return name === "signOut" ? 1 : 0
}

function sendText(request: APIRequestContext, path: string, id: string, data: string) {
  return request.post(path, { headers: actionHeaders(id), data, maxRedirects: 0 })
}

function sendForm(request: APIRequestContext, path: string, id: string, multipart: object) {
  const { "content-type": _, ...headers } = actionHeaders(id)
  return request.post(path, { headers, multipart: { ...multipart }, maxRedirects: 0 })
}

/** No error of the server's, and no library's word. */
async function expectOurs(answer: APIResponse, what: string): Promise<void> {
  expect(answer.status(), what).toBeLessThan(500)
  await expectOurWords(answer, what)
}

/** Nothing but JSON, and no stack or library's word in web's. */
function expectOwnLines(before: number): void {
  const said = readLog().slice(before)
  expect(said.filter((line) => !line.startsWith("{"))).toEqual([])
  expect(linesSince(before, '"process":"web"').filter((one) => OF_LIBRARIES.test(one))).toEqual([])
}

function linesSince(before: number, mark: string): string[] {
  return readLog()
    .slice(before)
    .filter((line) => line.includes(mark))
}

function readLog(): string[] {
  // What stands after the last line's end is no line yet.
  return readFileSync(readStack().logFile, "utf8").split("\n").slice(0, -1)
}
