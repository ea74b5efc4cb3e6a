import type { IncomingMessage } from "node:http"
import { expect, test } from "vitest"
import { passLinkToken, takeLinkToken } from "./link-path"

const TOKEN = "a".repeat(43)

test.each([
  "abc",
  `${TOKEN}a`,
  `${TOKEN}/`,
  `${TOKEN}/more`,
  "%00",
  "%E0%A4%A",
  "%",
  "..%2f..%2fsettings",
  "../settings",
  "start/x",
  "link",
  "\\",
])("a malformed link leads to the page of links without a token: %s", (rest) => {
  expect(take(`/connect/${rest}`)).toEqual({ token: "", url: "/connect/link" })
  expect(take(`/connect/${rest}?a=%00`)).toEqual({ token: "", url: "/connect/link" })
})

test("the token of a link leaves its address, and what mails add to it stays", () => {
  expect(take(`/connect/${TOKEN}`)).toEqual({ token: TOKEN, url: "/connect/link" })
  const tracked = take(`/connect/${TOKEN}?utm_source=mail`)
  expect(tracked).toEqual({ token: TOKEN, url: "/connect/link?utm_source=mail" })
})

test.each(["/connect", "/connect?consent=%20", "/connect/start", "/organisations/%E0%A4%A"])(
  "other addresses stay as they are: %s",
  (url) => {
    expect(take(url)).toEqual({ token: null, url })
  },
)

test("whoever asks for a link's page as the router does is answered as a browser is", () => {
  const headers = { rsc: "1", "next-router-prefetch": "1", accept: "*/*" }
  const request = { headers, rawHeaders: [] as string[] } as unknown as IncomingMessage
  passLinkToken(request, TOKEN)
  expect(request.headers).toEqual({ accept: "*/*", "tenantry-link-token": TOKEN })
})

function take(url: string) {
  const request = { url } as IncomingMessage
  return { token: takeLinkToken(request), url: request.url }
}
