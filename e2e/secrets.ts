import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { HOME, readStack } from "@/scripts/check/stack"

/** Base64url of `{"alg":"RS256"`: how every access and id token of the sandbox begins. */
export const SIGNED_TOKEN = "eyJhbGciOiJSUzI1NiIs"

/** The authorization codes among the addresses that pages asked for. */
export function readCodes(asked: URL[]): string[] {
  const codes = asked
    .filter(({ pathname }) => pathname === "/xero/callback")
    .map(({ searchParams }) => searchParams.get("code") ?? "")
  // Tests make up shorter ones.
  return codes.filter((code) => code.length > 20)
}

/** What the sandbox has given out to the product, by kind: the tokens of this test and the secret of the Xero app. */
export function readGivenOut(): { refreshTokens: string[]; clientSecrets: string[] } {
  const { dataDir } = readStack()
  const refreshTokens: string[] = []
  JSON.parse(readFileSync(join(dataDir, "sandbox.json"), "utf8"), (name, value) => {
    if (name === "value" && typeof value === "string") refreshTokens.push(value)
    return value
  })
  const app = JSON.parse(readFileSync(join(dataDir, "sandbox-app.json"), "utf8"))
  return { refreshTokens, clientSecrets: [app.clientSecret] }
}

/** The secrets found in the text, shortened so that a report does not reveal them. */
export function findSecrets(text: string, secrets: string[]): string[] {
  return secrets.filter((secret) => text.includes(secret)).map((one) => one.slice(0, 6))
}

/** Throws where a log of any product that this run started holds a signed token. */
export function requireCleanLogs(): void {
  for (const name of readdirSync(HOME, { withFileTypes: true })) {
    if (!name.isDirectory() || name.name === "results") continue
    const log = readFileSync(join(HOME, name.name, "log"), "utf8")
    if (log.includes(SIGNED_TOKEN)) throw new Error(`A token is in the log of ${name.name}`)
  }
}
