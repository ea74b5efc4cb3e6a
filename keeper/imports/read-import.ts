import { randomUUID } from "node:crypto"
import { isHandOverFile } from "@/keeper/hand-overs/file"
import { createImport } from "@/keeper/imports/create-import"
import { findImportApp, type WantedApp } from "@/keeper/imports/find-app"
import { readFile } from "@/keeper/imports/formats/read-file"
import type { FileRow, TokenRow } from "@/keeper/imports/formats/row"
import { importedTokenPlace } from "@/keeper/imports/imported-token-place"
import { type BroughtFile, type Stored, storeHandOver } from "@/keeper/imports/store-hand-over"
import type { Keeper } from "@/keeper/keeper"
import type { Vault } from "@/keeper/vault/vault"
import type { ImportOutcome } from "@/lib/contract/import-operations"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Db } from "@/lib/db/create-db"
import { fingerprintOf } from "@/lib/fingerprint"

/** Reads a file of refresh tokens and stores its rows, each token sealed. Nothing is sent. */
export async function readImport(
  keeper: Keeper,
  memberId: string,
  { xeroAppId, ...file }: OperationInput<"readImport">,
): Promise<OperationOutput<"readImport">> {
  const app: WantedApp = xeroAppId === undefined ? { isDefault: true } : { id: xeroAppId }
  return storeImport(keeper, { ...file, app, memberId })
}

/** The same for whoever has a database and a vault. */
export async function storeImport(
  { db, vault }: { db: Db; vault: Vault },
  brought: Brought,
): Promise<Stored> {
  if (isHandOverFile(brought.text)) return storeHandOver({ db, vault }, brought)
  const reading = readFile(brought.text)
  if (reading.kind === "unreadable") return reading
  const app = await findImportApp(db, brought.app)
  if (app === null) return { kind: "unreadable", why: "no_such_app" }
  const held = await findHeld(db, app.id, reading.rows)
  const rows = await sealRows(vault, reading.rows, { clientId: app.clientId, held })
  return createImport(db, brought, { xeroAppId: app.id, rows })
}

/** When the newest tokens came of those Xero users whose sign-ins work here already. */
async function findHeld(db: Db, xeroAppId: string, rows: FileRow[]): Promise<Held> {
  const named = rows.flatMap((row) => (row.kind === "token" ? (row.xeroUserId ?? []) : []))
  const xeroUserId = { in: [...new Set(named)] }
  const grants = await db.grant.findMany({
    where: { xeroAppId, xeroUserId, state: "active", strikes: 0, doubtfulSince: null },
    select: { xeroUserId: true, currentTokenSet: { select: { receivedAt: true } } },
  })
  return new Map(grants.map((one) => [one.xeroUserId, one.currentTokenSet?.receivedAt ?? null]))
}

async function sealRows(vault: Vault, rows: FileRow[], { clientId, held }: AtApp) {
  const lines = new Map<string, number>()
  const newest = newestOfUsers(rows.filter((row) => !isOfOther(row, clientId)))
  return Promise.all(
    rows.map(async (row, position) => {
      const { line, source, reference } = row
      const told = { id: randomUUID(), line, position, source, reference }
      if (row.kind === "wrong") return { ...told, outcome: { kind: row.kind, why: row.why } }
      const fingerprint = fingerprintOf(row.refreshToken)
      const firstLine = lines.get(row.refreshToken) ?? null
      const outcome = judge(row, { clientId, held, firstLine, newest })
      if (!lines.has(row.refreshToken)) lines.set(row.refreshToken, line)
      const { issuedAt } = row
      if (outcome !== null) return { ...told, fingerprint, issuedAt, outcome }
      const tokenSealed = await vault.seal(row.refreshToken, importedTokenPlace(told.id))
      return { ...told, fingerprint, issuedAt, tokenSealed }
    }),
  )
}

function judge(row: TokenRow, known: Known): ImportOutcome | null {
  const { clientId, held, firstLine, newest } = known
  if (firstLine !== null) return { kind: "duplicate", of: "line", line: firstLine }
  if (isOfOther(row, clientId)) return { kind: "other_app" }
  const newer = row.xeroUserId === null ? undefined : newest.get(row.xeroUserId)
  if (newer !== undefined && newer.refreshToken !== row.refreshToken)
    return { kind: "duplicate", of: "user", line: newer.line }
  return isOlderThanHeld(row, held) ? { kind: "duplicate", of: "held", line: 0 } : null
}

/** Whether the file says that a token was issued to another app. */
function isOfOther(row: FileRow, clientId: string): boolean {
  if (row.kind === "wrong" || row.clientId === null) return false
  return row.clientId.toLowerCase() !== clientId.toLowerCase()
}

function isOlderThanHeld({ xeroUserId, issuedAt }: TokenRow, held: Held): boolean {
  const heldSince = xeroUserId === null ? null : (held.get(xeroUserId) ?? null)
  return heldSince !== null && issuedAt !== null && issuedAt < heldSince
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

type Held = ReadonlyMap<string, Date | null>
type AtApp = { clientId: string; held: Held }
type Known = AtApp & {
  firstLine: number | null
  newest: ReadonlyMap<string, TokenRow>
}
/** `app`: the one that its tokens were issued to. */
type Brought = BroughtFile & { app: WantedApp }
