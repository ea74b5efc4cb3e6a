import { createHash, randomUUID } from "node:crypto"
import { isHandOverFile } from "@/keeper/hand-overs/file"
import { findImportApp, type WantedApp } from "@/keeper/imports/find-app"
import { readFile } from "@/keeper/imports/formats/read-file"
import type { FileRow, TokenRow } from "@/keeper/imports/formats/row"
import { importedTokenPlace } from "@/keeper/imports/imported-token-place"
import { markKnown } from "@/keeper/imports/mark-known"
import { storeHandOver } from "@/keeper/imports/store-hand-over"
import type { Keeper } from "@/keeper/keeper"
import type { Vault } from "@/keeper/vault/vault"
import type { ImportOutcome } from "@/lib/contract/import-operations"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Db } from "@/lib/db/create-db"
import { storableText } from "@/lib/text"

const LONGEST_FILE_NAME = 100

/** Reads a file of refresh tokens and stores its rows, each token sealed. Nothing is sent. */
export async function readImport(
  keeper: Keeper,
  memberId: string,
  { xeroAppId, ...file }: OperationInput<"readImport">,
): Promise<OperationOutput<"readImport">> {
  const app: WantedApp = xeroAppId === undefined ? { isDefault: true } : { id: xeroAppId }
  return storeImport(keeper, { ...file, app, memberId })
}

/** The same for whoever has a database and a vault: the member, the service or neither is the one who brings it. */
export async function storeImport(
  { db, vault }: { db: Db; vault: Vault },
  brought: Brought,
): Promise<Stored> {
  if (isHandOverFile(brought.text)) return storeHandOver({ db, vault }, brought)
  const reading = readFile(brought.text)
  if (reading.kind === "unreadable") return reading
  const app = await findImportApp(db, brought.app)
  if (app === null) return { kind: "unreadable", why: "no_such_app" }
  const { fileName, memberId, serviceId } = brought
  const { id: importId } = await db.import.create({
    data: {
      fileName: fileName === null ? null : storableText(fileName, LONGEST_FILE_NAME) || null,
      xeroAppId: app.id,
      memberId,
      serviceId,
    },
    select: { id: true },
  })
  const rows = await sealRows(vault, reading.rows, app.clientId)
  await db.importRow.createMany({ data: rows.map((row) => ({ ...row, importId })) })
  await markKnown(db, importId)
  return { kind: "read", importId }
}

async function sealRows(vault: Vault, rows: FileRow[], clientId: string) {
  const lines = new Map<string, number>()
  const newest = newestOfUsers(rows)
  return Promise.all(
    rows.map(async (row, position) => {
      const { line, source, reference } = row
      const told = { id: randomUUID(), line, position, source, reference }
      if (row.kind === "wrong") return { ...told, outcome: { kind: row.kind, why: row.why } }
      const fingerprint = createHash("sha256").update(row.refreshToken).digest("hex").slice(0, 16)
      const firstLine = lines.get(row.refreshToken) ?? null
      const outcome = judge(row, { clientId, firstLine, newest })
      if (!lines.has(row.refreshToken)) lines.set(row.refreshToken, line)
      const { issuedAt } = row
      if (outcome !== null) return { ...told, fingerprint, issuedAt, outcome }
      const tokenSealed = await vault.seal(row.refreshToken, importedTokenPlace(told.id))
      return { ...told, fingerprint, issuedAt, tokenSealed }
    }),
  )
}

function judge(row: TokenRow, { clientId, firstLine, newest }: Known): ImportOutcome | null {
  if (firstLine !== null) return { kind: "duplicate", of: "line", line: firstLine }
  const newer = row.xeroUserId === null ? undefined : newest.get(row.xeroUserId)
  if (newer !== undefined && newer.refreshToken !== row.refreshToken)
    return { kind: "duplicate", of: "user", line: newer.line }
  const isOther = row.clientId !== null && !isSame(row.clientId, clientId)
  return isOther ? { kind: "other_app" } : null
}

/**
 * The newest token of each Xero user, where the file says whose the tokens are and when they were issued. A stale copy
 * beside it must not be presented: Xero may end the whole chain for it (docs/refresh-chain.md, H6).
 */
function newestOfUsers(rows: FileRow[]): Map<string, TokenRow> {
  const newest = new Map<string, TokenRow>()
  for (const row of rows) {
    if (row.kind === "wrong" || row.xeroUserId === null || row.issuedAt === null) continue
    const known = newest.get(row.xeroUserId)?.issuedAt ?? null
    if (known === null || row.issuedAt > known) newest.set(row.xeroUserId, row)
  }
  return newest
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

type Known = {
  clientId: string
  firstLine: number | null
  newest: ReadonlyMap<string, TokenRow>
}
export type Brought = {
  fileName: string | null
  text: string
  /** The one that its tokens were issued to. */
  app: WantedApp
  /** Of a hand-over. */
  passphrase?: string | undefined
  memberId?: string
  serviceId?: string
}
type Stored = Extract<OperationOutput<"readImport">, { kind: "read" | "unreadable" }>
