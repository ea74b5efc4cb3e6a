import { randomBytes } from "node:crypto"
import { hashRaw } from "@node-rs/argon2"
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose"
import { z } from "zod"
import { parseJson } from "@/lib/parse-json"

const FORMAT = "tenantry-hand-over"
const VERSION = 1
// RFC 9106 §4, the second recommended setting of argon2id: 64 MiB, three passes, four lanes. They belong to version 1, so no
// file says how much work it costs to open.
const ARGON2ID = { algorithm: 2, memoryCost: 65_536, timeCost: 3, parallelism: 4, outputLen: 32 }
const SALT_IN_BYTES = 16
/** The longest file. */
export const MOST_CHARACTERS = 4 * 1024 * 1024

/** What goes to the other installation. */
export const handOver = z.object({
  id: z.guid(),
  /** Where the other installation claims it, and the secret that proves that it holds this file. */
  claimAddress: z.url({ protocol: /^https?$/ }).max(2_000),
  claimSecret: z.string().min(32).max(200),
  exportedAt: z.iso.datetime(),
  xeroApp: z.object({ issuer: z.string().max(2_000), clientId: z.string().max(200) }),
  xeroUserId: z.guid(),
  xeroUserName: z.string(),
  refreshToken: z.string().min(1).max(4_096),
  issuedAt: z.iso.datetime(),
  organisations: z.array(z.object({ tenantId: z.guid(), name: z.string() })),
})

/** The file as text: what it is and its version in the open, the rest sealed with a key made of the passphrase. */
export async function sealFile(content: HandOver, passphrase: string): Promise<string> {
  const salt = randomBytes(SALT_IN_BYTES)
  const sealed = await new CompactEncrypt(Buffer.from(JSON.stringify(content), "utf8"))
    .setProtectedHeader({ ...HEADER, salt: salt.toString("base64url") })
    .encrypt(await keyOf(passphrase, salt))
  return `${JSON.stringify({ format: FORMAT, version: VERSION, sealed }, null, 2)}\n`
}

/** Whether a text is such a file, whatever its version. */
export function isHandOverFile(text: string): boolean {
  return text.length <= MOST_CHARACTERS && envelope.safeParse(parseJson(text)).success
}

/** Opens it. `shut`: the passphrase is wrong, or the file was changed or cut; nobody can tell which. */
export async function openFile(text: string, passphrase: string): Promise<OpenedFile> {
  const { version, sealed } = envelope.parse(parseJson(text))
  if (version !== VERSION) return { kind: "other_version" }
  const salt = saltIn(sealed)
  if (salt === null) return { kind: "shut" }
  const opened = await compactDecrypt(sealed, await keyOf(passphrase, salt), {
    keyManagementAlgorithms: [HEADER.alg],
    contentEncryptionAlgorithms: [HEADER.enc],
  }).catch(() => null)
  const content = handOver.safeParse(
    parseJson(Buffer.from(opened?.plaintext ?? []).toString("utf8")),
  )
  return content.success ? { kind: "open", content: content.data } : { kind: "shut" }
}

/** In NFKC, as passwords are: keyboards write one character in several ways. */
function keyOf(passphrase: string, salt: Buffer): Promise<Uint8Array> {
  return hashRaw(passphrase.normalize("NFKC"), { ...ARGON2ID, salt })
}

function saltIn(sealed: string): Buffer | null {
  try {
    const { salt } = decodeProtectedHeader(sealed) as { salt?: unknown }
    const bytes = Buffer.from(typeof salt === "string" ? salt : "", "base64url")
    return bytes.length === SALT_IN_BYTES ? bytes : null
  } catch {
    return null
  }
}

const HEADER = { alg: "dir", enc: "A256GCM", typ: `${FORMAT}+${VERSION}` } as const
const envelope = z.object({
  format: z.literal(FORMAT),
  version: z.number(),
  sealed: z.string(),
})

export type HandOver = z.output<typeof handOver>
export type OpenedFile =
  | { kind: "open"; content: HandOver }
  | { kind: "other_version" }
  | { kind: "shut" }
