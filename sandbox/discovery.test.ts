import { afterAll, expect, test } from "vitest"
import { startSandbox } from "@/sandbox/start-sandbox"

const sandbox = await startSandbox()
afterAll(() => sandbox.close())

test("discovery names two hosts, with Xero's keys", async () => {
  const answer = await fetch(`${sandbox.issuer}/.well-known/openid-configuration`)
  const document = (await answer.json()) as Record<string, unknown>
  expect(document.issuer).toBe(sandbox.issuer)
  expect(document.authorization_endpoint).toBe(`${sandbox.loginUrl}/identity/connect/authorize`)
  expect(document.token_endpoint).toBe(`${sandbox.issuer}/connect/token`)
  expect(document.revocation_endpoint).toBe(`${sandbox.issuer}/connect/revocation`)
  expect(document.jwks_uri).toBe(`${sandbox.issuer}/.well-known/openid-configuration/jwks`)
  expect(document.code_challenge_methods_supported).toEqual(["S256"])
})

test("the key's id is the upper-hex SHA-1 whose bytes are its x5t", async () => {
  const answer = await fetch(`${sandbox.issuer}/.well-known/openid-configuration/jwks`)
  const { keys } = (await answer.json()) as { keys: Record<string, string>[] }
  expect(keys).toHaveLength(1)
  const { kid = "", x5t = "", ...key } = keys[0] ?? {}
  expect(kid).toMatch(/^[0-9A-F]{40}$/)
  expect(Buffer.from(x5t, "base64url").toString("hex").toUpperCase()).toBe(kid)
  expect(key).toMatchObject({ kty: "RSA", use: "sig", alg: "RS256", e: "AQAB" })
  expect(key).not.toHaveProperty("d")
})
