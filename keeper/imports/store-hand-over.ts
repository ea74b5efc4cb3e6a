import { createHash, randomUUID } from "node:crypto"
import { claimPlace, type KeptClaim } from "@/keeper/hand-overs/claim-row"
import { type HandOver, openFile } from "@/keeper/hand-overs/file"
import { findImportApp } from "@/keeper/imports/find-app"
import { importedTokenPlace } from "@/keeper/imports/imported-token-place"
import { markKnown } from "@/keeper/imports/mark-known"
import type { Vault } from "@/keeper/vault/vault"
import type { OperationOutput } from "@/lib/contract/operations"
import type { Db } from "@/lib/db/create-db"
import { storableText } from "@/lib/text"

const LONGEST_REFERENCE = 200
const LONGEST_FILE_NAME = 100

/** Stores what another installation handed over as an import of one row, which is claimed there before it is presented. */
export async function storeHandOver(
  { db, vault }: { db: Db; vault: Vault },
  { fileName, text, passphrase, memberId, serviceId }: BroughtFile,
): Promise<Stored> {
  if (!passphrase) return { kind: "unreadable", why: "passphrase_needed" }
  const opened = await openFile(text, passphrase)
  if (opened.kind === "shut") return { kind: "unreadable", why: "hand_over_shut" }
  if (opened.kind === "other_version") return { kind: "unreadable", why: "hand_over_version" }
  const { content } = opened
  const app = await findImportApp(db, content.xeroApp)
  if (app === null) return { kind: "unreadable", why: "no_such_app" }
  const row = await rowOf(vault, content)
  const { id: importId } = await db.import.create({
    data: {
      fileName: fileName === null ? null : storableText(fileName, LONGEST_FILE_NAME) || null,
      xeroAppId: app.id,
      memberId,
      serviceId,
      rows: { create: row },
    },
    select: { id: true },
  })
  await markKnown(db, importId)
  return { kind: "read", importId }
}

async function rowOf(vault: Vault, content: HandOver) {
  const { refreshToken, claimAddress: address, id, claimSecret: secret } = content
  const rowId = randomUUID()
  const claim: KeptClaim = { address, id, secret }
  const names = content.organisations.map((one) => one.name).join(", ")
  return {
    id: rowId,
    line: 1,
    position: 0,
    source: "hand_over",
    reference: storableText(`${content.xeroUserName}: ${names}`, LONGEST_REFERENCE),
    issuedAt: new Date(content.issuedAt),
    fingerprint: createHash("sha256").update(refreshToken).digest("hex").slice(0, 16),
    tokenSealed: await vault.seal(refreshToken, importedTokenPlace(rowId)),
    claimSealed: await vault.seal(JSON.stringify(claim), claimPlace(rowId)),
    claimAddress: new URL(address).origin,
  }
}

type BroughtFile = {
  fileName: string | null
  text: string
  passphrase?: string | undefined
  memberId?: string
  serviceId?: string
}
type Stored = Extract<OperationOutput<"readImport">, { kind: "read" | "unreadable" }>
