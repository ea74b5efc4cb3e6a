import { createHmac } from "node:crypto"
import {
  CompactSign,
  exportJWK,
  exportSPKI,
  FlattenedSign,
  GeneralSign,
  generateKeyPair,
  importJWK,
} from "jose"
import { expect, it } from "vitest"
import { verifySignature } from "@/keeper/xero/verify-signature"
import { jwks } from "@/keeper/xero/wire"

const PAYLOAD = Buffer.from(JSON.stringify({ sub: "ida" }))
const [one, other, foreign] = await Promise.all([makeKey(), makeKey(), makeKey()])
const modulus = (await exportJWK(one.publicKey)).n ?? ""
const { keys } = jwks.parse({
  keys: [
    { ...(await exportJWK(one.publicKey)), kid: "one" },
    { ...(await exportJWK(other.publicKey)), kid: "other", use: "sig", alg: "RS256" },
  ],
})
const shared = { kty: "oct", k: Buffer.from("secret".repeat(8)).toString("base64url"), kid: "oct" }

const TAKEN: [string, () => Promise<string>][] = [
  ["by the key that it names", () => sign(one.privateKey, { kid: "one" })],
  ["by any of the keys, where it names none", () => sign(other.privateKey, {})],
  ["by a known key under a new name", () => sign(one.privateKey, { kid: "renamed" })],
]
it.each(TAKEN)("takes a token signed %s", async (_, make) => {
  expect(await verifySignature(await make(), { keys })).toEqual({ sub: "ida" })
})

const REFUSED: [string, () => Promise<string>][] = [
  ["by a key that is not the issuer's", () => sign(foreign.privateKey, { kid: "one" })],
  ["by one key in another's name", () => sign(one.privateKey, { kid: "other" })],
  [
    "by a key that it brings along",
    async () => sign(foreign.privateKey, { jwk: await exportJWK(foreign.publicKey) }),
  ],
  [
    "by a key that lies elsewhere",
    () => sign(foreign.privateKey, { jku: "https://evil.example/keys", kid: "x" }),
  ],
  [
    "with the public key as a shared secret",
    async () => mac("HS256", await exportSPKI(one.publicKey)),
  ],
  ["with the key's modulus as a shared secret", async () => mac("HS256", modulus)],
  [
    "with a shared secret among the keys",
    async () => mac("HS256", Buffer.from(shared.k, "base64url")),
  ],
  [
    "with a hash that is not asked for",
    async () => sign(await anew(one.privateKey, "RS512"), { kid: "one" }, "RS512"),
  ],
  [
    "with a part that must be understood",
    () => sign(one.privateKey, { crit: ["exp"], exp: 1 }, "RS256", { exp: true }),
  ],
  ["by nobody", async () => unsigned("none")],
  ["by nobody, in other letters", async () => unsigned("None")],
  [
    "twice, as JSON",
    async () =>
      JSON.stringify(
        await new GeneralSign(PAYLOAD)
          .addSignature(one.privateKey)
          .setProtectedHeader({ alg: "RS256" })
          .addSignature(foreign.privateKey)
          .setProtectedHeader({ alg: "RS256" })
          .sign(),
      ),
  ],
  [
    "once, as JSON",
    async () =>
      JSON.stringify(
        await new FlattenedSign(PAYLOAD).setProtectedHeader({ alg: "RS256" }).sign(one.privateKey),
      ),
  ],
  [
    "twice, one behind the other",
    async () => {
      const token = await sign(one.privateKey, {})
      return `${token}.${token.split(".")[2]}`
    },
  ],
  [
    "by a signature that is gone",
    async () => (await sign(one.privateKey, {})).replace(/[^.]+$/, ""),
  ],
]
it.each(REFUSED)("refuses a token signed %s", async (_, make) => {
  const known = { keys: [...keys, shared] }
  expect(await verifySignature(await make(), known)).toBeNull()
})

function makeKey() {
  return generateKeyPair("RS256", { extractable: true })
}

function sign(
  key: CryptoKey,
  header: object,
  alg = "RS256",
  crit: Record<string, boolean> = {},
): Promise<string> {
  return new CompactSign(PAYLOAD).setProtectedHeader({ alg, ...header }).sign(key, { crit })
}

async function anew(key: CryptoKey, alg: string): Promise<CryptoKey> {
  const { alg: _, ...jwk } = await exportJWK(key)
  return (await importJWK(jwk, alg)) as CryptoKey
}

function mac(alg: string, key: string | Buffer): string {
  const signed = `${encode({ alg, kid: "one" })}.${PAYLOAD.toString("base64url")}`
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`
}

function unsigned(alg: string): string {
  return `${encode({ alg })}.${PAYLOAD.toString("base64url")}.`
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url")
}
