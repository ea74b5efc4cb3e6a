import { hkdfSync, randomBytes } from "node:crypto"
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose"

/**
 * Seals with the first key and opens with all, as compact JWE (`dir` + `A256GCM`). The context (installation, column,
 * row) is in the protected header and compared on opening, so that a ciphertext moved to another place does not open.
 */
export function createVault(options: { keys: VaultKey[]; installationId: string }): Vault {
  const { keys, installationId } = options
  const [sealingKey] = keys
  if (sealingKey === undefined) throw new VaultError("no_keys", "the vault has no key")

  function describe(place: Place): string {
    return `${installationId}/${place.column}/${place.row}`
  }

  function headerOf(key: VaultKey, ctx: string) {
    return { alg: "dir", enc: "A256GCM", kid: key.keyId, ctx }
  }

  const begin = JSON.stringify(headerOf(sealingKey, `${installationId}/`)).slice(0, -2)

  return {
    sealingKeyId: sealingKey.keyId,
    keyIds: keys.map((one) => one.keyId),
    // Of whole groups of three bytes, which no later byte changes.
    sealedBegin: Buffer.from(begin)
      .subarray(0, begin.length - (begin.length % 3))
      .toString("base64url"),
    async seal(plaintext, place) {
      return new CompactEncrypt(Buffer.from(plaintext, "utf8"))
        .setProtectedHeader(headerOf(sealingKey, describe(place)))
        .encrypt(deriveKey(sealingKey, place.column))
    },
    async reseal(sealed) {
      const [installation, column = "", ...row] = (readHeader(sealed)?.ctx ?? "").split("/")
      if (installation !== installationId)
        throw new VaultError("moved", "the value was sealed for another installation")
      const place = { column, row: row.join("/") }
      return this.seal(await this.open(sealed, place), place)
    },
    async open(sealed, place) {
      const header = readHeader(sealed)
      if (header === null) throw new VaultError("malformed", "no sealed value")
      const { kid, ctx } = header
      const key = keys.find((one) => one.keyId === kid)
      if (key === undefined)
        throw new VaultError("unknown_key", `no key with the id ${String(kid)}`)
      if (ctx !== describe(place))
        throw new VaultError("moved", "the value was sealed for another place")
      const { plaintext } = await compactDecrypt(sealed, deriveKey(key, place.column), {
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256GCM"],
      }).catch((cause: unknown) => {
        throw new VaultError("wrong_key", `the key ${key.keyId} does not open this value`, {
          cause,
        })
      })
      return Buffer.from(plaintext).toString("utf8")
    },
    async probe() {
      const place = { column: "probe", row: randomBytes(8).toString("hex") }
      const text = randomBytes(16).toString("hex")
      return (await this.open(await this.seal(text, place), place)) === text
    },
  }
}

/** The key id in a sealed value's envelope; needs no key. Throws `malformed` where there is no envelope. */
export function keyIdOf(sealed: string): string {
  const { kid } = readHeader(sealed) ?? {}
  if (kid === undefined) throw new VaultError("malformed", "no sealed value")
  return kid
}

/** Likewise; null where there is no envelope. */
export function findKeyId(sealed: string): string | null {
  return readHeader(sealed)?.kid ?? null
}

function readHeader(sealed: string): ProtectedHeader | null {
  try {
    return decodeProtectedHeader(sealed) as ProtectedHeader
  } catch {
    return null
  }
}

/** The value, or what is wrong with it: an outcome for whoever can do without. */
export async function tryOpen(vault: Vault, sealed: string, place: Place): Promise<Opened> {
  return vault.open(sealed, place).then(
    (value) => ({ kind: "open" as const, value }),
    (cause: unknown) => {
      if (!(cause instanceof VaultError)) throw cause
      return { kind: "shut" as const, error: cause, keyId: findKeyId(sealed) }
    },
  )
}

/** Each column has its own derived key, so a leaked one opens nothing else. */
function deriveKey(key: VaultKey, column: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key.bytes, "tenantry", `tenantry/seal/${column}`, 32))
}

export class VaultError extends Error {
  readonly code: "no_keys" | "unknown_key" | "wrong_key" | "moved" | "malformed"
  constructor(code: VaultError["code"], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = "VaultError"
    this.code = code
  }
}

type ProtectedHeader = { kid?: string; ctx?: string }
export type Opened =
  | { kind: "open"; value: string }
  | { kind: "shut"; error: VaultError; keyId: string | null }
export type VaultKey = { keyId: string; bytes: Buffer }
/** Where a sealed value is stored: table and column, and the row's id. */
export type Place = { column: string; row: string }
export type Vault = {
  /** The key that seals now. */
  sealingKeyId: string
  /** All that are here. */
  keyIds: string[]
  /** How every value begins that was sealed with it. */
  sealedBegin: string
  seal(plaintext: string, place: Place): Promise<string>
  open(sealed: string, place: Place): Promise<string>
  /** The same value for the same place, sealed with the key that seals now. */
  reseal(sealed: string): Promise<string>
  /** Whether a value sealed now can be opened again. Checked before a code or a refresh token is spent. */
  probe(): Promise<boolean>
}
