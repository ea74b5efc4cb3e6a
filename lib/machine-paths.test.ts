import { expect, test } from "vitest"
import { readMachinePath } from "@/lib/machine-paths"

const ENDPOINTS = [
  "/oauth/token",
  "/api/v1",
  "/api/v1/tenants",
  "/api/v1/tenants/3F2A91C0-0000-4000-8000-000000000001",
  "/api/health",
  "/api/health/live",
  "/.well-known/security.txt",
  "/.well-known/oauth-authorization-server",
]
const SPELLINGS: Record<string, (path: string) => string> = {
  "as it is": (path) => path,
  "with a query": (path) => `${path}?resource=/x/../y//`,
  "a slash at the end": (path) => `${path}/`,
  "two slashes at the beginning": (path) => `/${path}`,
  "two slashes inside": (path) => path.replace(/.\/(?=[^/])/, "$&/"),
  "a backslash": (path) => path.replaceAll(/(?<=.)\//g, "\\"),
  "capital letters": (path) => path.toUpperCase(),
  "the first letter escaped": (path) => path.replace(/^\/(.)/, (_, one) => `/${escaped(one)}`),
  "the last letter escaped": (path) => path.replace(/.$/, escaped),
  "a slash escaped": (path) => path.replace(/(?<=.)\//, "%2f"),
  "a dot": (path) => `/.${path}`,
  "a dot, escaped": (path) => `/%2e${path}`,
  "a dot at the end": (path) => `${path}/.`,
  "a way up": (path) => `/sign-in/..${path}`,
  "a way up, escaped": (path) => `/sign-in/%2E%2e${path}`,
  "a way up out of it": (path) => `${path}/../../../../sign-in`,
  "a space at the end": (path) => `${path}%20`,
  "a longer name": (path) => `${path}x`,
  "below a page": (path) => `/settings${path}`,
}

test("a program that mistypes an endpoint is told so in the form that it reads", async () => {
  const parts = ENDPOINTS.map((endpoint) => {
    const lines = Object.entries(SPELLINGS).map(([spelling, write]) => {
      const url = write(endpoint)
      return `${spelling} | ${url} | ${outcome(url)}`
    })
    return `# ${endpoint}\n\n${lines.join("\n")}\n`
  })
  await expect(parts.join("\n")).toMatchFileSnapshot("machine-paths.txt")
})

test.each([
  ["/oauth", "oauth", "not an endpoint"],
  ["/oauth/introspect", "oauth", "not an endpoint"],
  ["/.well-known", "problem", "looked up"],
  ["/.well-knowns", "for people", null],
  ["/api", "problem", "not an endpoint"],
  ["/api/v10", "problem", "not an endpoint"],
  ["/api/v1;a=1/tenants", "problem", "not an endpoint"],
  ["/api/health", "for people", null],
  ["/api/health/ready", "for people", null],
  ["/api/health/ready/", "problem", "not an endpoint"],
  ["/api/auth/session", "for people", null],
  ["/api/auth//session/", "for people", null],
  ["/oauthy", "for people", null],
  ["/", "for people", null],
  ["", "for people", null],
])("%s is for programs in the form %s", (url, form, rest) => {
  expect(outcome(url)).toBe(rest === null ? form : `${form}, ${rest}`)
})

function outcome(url: string): string {
  const read = readMachinePath(url)
  if (read === null) return "for people"
  return `${read.form}, ${read.isExact ? "looked up" : "not an endpoint"}`
}

function escaped(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16)}`
}
