import { randomUUID } from "node:crypto"
import { claimPlace, type KeptClaim } from "@/keeper/hand-overs/claim-row"
import { type HandOver, openFile } from "@/keeper/hand-overs/file"
import { createImport, type ImportOrigin } from "@/keeper/imports/create-import"
import { findImportApp } from "@/keeper/imports/find-app"
import { referenceOf } from "@/keeper/imports/formats/row"
import { importedTokenPlace } from "@/keeper/imports/imported-token-place"
import type { Vault } from "@/keeper/vault/vault"
import type { OperationOutput } from "@/lib/contract/operations"
import type { Db } from "@/lib/db/create-db"
import { fingerprintOf } from "@/lib/fingerprint"

/** Stores what another installation handed over as an import of one row, which is claimed there before it is presented. */
export async function storeHandOver(
  { db, vault }: { db: Db; vault: Vault },
  { text, passphrase, ...origin }: BroughtFile,
): Promise<Stored> {
  if (!passphrase) return { kind: "unreadable", why: "passphrase_needed" }
  const opened = await openFile(text, passphrase)
  if (opened.kind === "shut") return { kind: "unreadable", why: "hand_over_shut" }
  if (opened.kind === "other_version") return { kind: "unreadable", why: "hand_over_version" }
  const { content } = opened
  const app = await findImportApp(db, content.xeroApp)
  if (app === null) return { kind: "unreadable", why: "no_such_app" }
  const rows = [await rowOf(vault, content)]
  return createImport(db, origin, { xeroAppId: app.id, rows })
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
    reference: referenceOf(`${content.xeroUserName}: ${names}`),
    issuedAt: new Date(content.issuedAt),
    fingerprint: fingerprintOf(refreshToken),
    tokenSealed: await vault.seal(refreshToken, importedTokenPlace(rowId)),
    claimSealed: await vault.seal(JSON.stringify(claim), claimPlace(rowId)),
    claimAddress: new URL(address).origin,
  }
}

/** `passphrase`: of a hand-over. */
export type BroughtFile = ImportOrigin & { text: string; passphrase?: string | undefined }
export type Stored = Extract<OperationOutput<"readImport">, { kind: "read" | "unreadable" }>
