import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto"
import { isoCBOR } from "@simplewebauthn/server/helpers"
import type { CreatedPasskey, PasskeyAnswer } from "@/lib/contract/passkey-shapes"

/**
 * A device that makes passkeys and signs with them, as a browser at `origin` would have it do (WebAuthn level 3 §6). It lets
 * tests bend what browsers do not.
 */
export function createPasskeyDevice(origin: string): PasskeyDevice {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const credentialId = randomBytes(16)
  let counter = 0
  let userHandle = ""

  return {
    make({ challenge, user }, bent = {}) {
      userHandle = user.id
      const attested = Buffer.concat([
        Buffer.alloc(16),
        Buffer.from([0, credentialId.length]),
        credentialId,
        coseKey(publicKey),
      ])
      const authData = Buffer.concat([
        authenticatorData({ origin, counter, flags: 0x45, ...bent }),
        attested,
      ])
      const attestation = new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", Uint8Array.from(authData)],
      ])
      const object = isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])
      return {
        ...named(credentialId),
        response: {
          clientDataJSON: clientData("webauthn.create", challenge, bent.origin ?? origin),
          attestationObject: Buffer.from(object).toString("base64url"),
          transports: ["internal"],
        },
      }
    },
    sign({ challenge }, bent = {}) {
      counter = bent.counter ?? counter + 1
      const authData = authenticatorData({ origin, counter, flags: 0x05, ...bent })
      const clientDataJSON = clientData("webauthn.get", challenge, bent.origin ?? origin)
      const hash = createHash("sha256").update(Buffer.from(clientDataJSON, "base64url")).digest()
      return {
        ...named(credentialId),
        response: {
          clientDataJSON,
          authenticatorData: authData.toString("base64url"),
          signature: sign("sha256", Buffer.concat([authData, hash]), privateKey).toString(
            "base64url",
          ),
          userHandle,
        },
      }
    },
  }
}

function named(credentialId: Buffer) {
  const id = credentialId.toString("base64url")
  return { id, rawId: id, type: "public-key" as const, clientExtensionResults: {} }
}

function clientData(type: string, challenge: string, origin: string): string {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString(
    "base64url",
  )
}

function authenticatorData({ origin, counter, flags }: Required<Bent>): Buffer {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(counter)
  const rpIdHash = createHash("sha256").update(new URL(origin).hostname).digest()
  return Buffer.concat([rpIdHash, Buffer.from([flags]), count])
}

function coseKey(publicKey: KeyObject): Buffer {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" })
  const bytes = (one: string) => Uint8Array.from(Buffer.from(one, "base64url"))
  const key = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ])
  return Buffer.from(isoCBOR.encode(key as Parameters<typeof isoCBOR.encode>[0]))
}

/** `flags`: 0x01 somebody was there, 0x04 and it was the member, 0x40 a new key follows. */
type Bent = { origin?: string; counter?: number; flags?: number }
export type PasskeyDevice = {
  make(options: { challenge: string; user: { id: string } }, bent?: Bent): CreatedPasskey
  sign(options: { challenge: string }, bent?: Bent): PasskeyAnswer
}
