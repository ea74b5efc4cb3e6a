import { once } from "node:events"
import { createReadStream } from "node:fs"
import { basename } from "node:path"
import { createInterface } from "node:readline/promises"
import { setTimeout as sleep } from "node:timers/promises"
import { isHandOverFile } from "@/keeper/hand-overs/file"
import { storeImport } from "@/keeper/imports/read-import"
import { beginImport } from "@/keeper/imports/start-import"
import { importOutcome } from "@/lib/contract/import-operations"
import type { Db } from "@/lib/db/create-db"
import type { Prisma } from "@/lib/db/generated/client"
import {
  IMPORT_SOURCES,
  importOutcomeText,
  importTroubleText,
  UNREADABLE_FILES,
} from "@/lib/words/import-text"
import { askPassphrase } from "./ask-passphrase"
import { done, failed, type Result, readWords, wrongWords } from "./command"
import { openInstallation, requireSealingKey } from "./open-installation"

const LARGEST_IN_BYTES = 10 * 1024 * 1024
const POLL_IN_MILLISECONDS = 1_000
const FLAG = "old-program-stopped"
const APP = "client-id"
const OPTIONS = { [APP]: { type: "string" }, [FLAG]: { type: "boolean" } } as const

/**
 * Brings the refresh tokens of a file in: prints what was read, asks whether the old program has stopped (or takes the
 * flag), and then says row by row what became of it. The running keeper sends the tokens; this can be ended meanwhile.
 */
export async function importFile(words: string[]): Promise<Result> {
  const given = readGiven(words)
  if (given === null) {
    return wrongWords(`Name one file: tenantry import FILE [--${APP} ID] [--${FLAG}]`)
  }
  const { path, app, isStopped } = given
  const text = await readText(path)
  if (text === null) return failed(UNREADABLE_FILES.too_large)
  const installation = await openInstallation()
  const { db, vault, close } = installation
  try {
    await requireSealingKey(installation)
    const passphrase = isHandOverFile(text) ? await askPassphrase() : undefined
    const brought = { fileName: basename(path), text, app, passphrase }
    const read = await storeImport({ db, vault }, brought)
    if (read.kind === "unreadable") return failed(UNREADABLE_FILES[read.why])
    const { importId } = read
    const tokens = await printRows(db, importId)
    const goesOn = tokens > 0 && (await hasStopped(isStopped, tokens))
    if (!goesOn) {
      await db.import.delete({ where: { id: importId }, select: { id: true } })
      return failed("Nothing was sent, and the file is forgotten.")
    }
    await beginImport(db, importId, {})
    console.log("Tenantry's keeper sends them while it runs. Ctrl-C ends only this list.")
    return await follow(db, importId)
  } finally {
    await close()
  }
}

/** Null if the file is too large. It stops reading there, since a pipe or a device does not say how much it holds. */
async function readText(path: string): Promise<string | null> {
  const parts: Buffer[] = []
  for await (const part of createReadStream(path, { end: LARGEST_IN_BYTES })) parts.push(part)
  const bytes = Buffer.concat(parts)
  return bytes.length > LARGEST_IN_BYTES ? null : bytes.toString("utf8")
}

function readGiven(words: string[]): Given | null {
  const read = readWords(words, OPTIONS)
  const [path, ...rest] = read?.positionals ?? []
  if (read === null || path === undefined || rest.length > 0) return null
  const { [APP]: clientId, [FLAG]: isStopped = false } = read.values
  const app = clientId === undefined ? ({ isDefault: true } as const) : { clientId }
  return { path, app, isStopped }
}

async function hasStopped(isSaid: boolean, tokens: number): Promise<boolean> {
  console.log(`${tokens} can be sent. Each works once from now on: whatever program uses them must`)
  console.log("have stopped refreshing, or it and Tenantry break each other's sign-ins.")
  if (isSaid) return true
  if (!process.stdin.isTTY) {
    console.error(`Add --${FLAG} once it has.`)
    return false
  }
  // Standard output is for the result. Who leaves by Ctrl-C or Ctrl-D has not answered.
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const left = once(terminal, "close").then(() => "")
  const asked = terminal.question("Has it stopped? Type yes: ").catch(() => "")
  const answer = await Promise.race([asked, left])
  terminal.close()
  return answer.trim().toLowerCase() === "yes"
}

/** How many rows hold a token that can be sent. */
async function printRows(db: Db, importId: string): Promise<number> {
  const rows = await listRows(db, importId)
  for (const row of rows) console.log(lineOf(row, row.outcome === null ? "can be sent" : null))
  return rows.filter((row) => row.outcome === null).length
}

/** Prints each outcome as it comes, until all are there. */
async function follow(db: Db, importId: string): Promise<Result> {
  const told = new Set<number>()
  let waiting = ""
  for (;;) {
    const rows = await listRows(db, importId)
    for (const row of rows) {
      if (row.outcome === null || told.has(row.position)) continue
      told.add(row.position)
      console.log(lineOf(row, null))
    }
    const left = rows.filter((row) => row.outcome === null)
    if (left.length === 0) return done("Each has its outcome.", { rows })
    const why = `${left.length} left: the next ${importTroubleText(left[0]?.lastTrouble ?? null)}.`
    if (why !== waiting) console.log(why)
    waiting = why
    await sleep(POLL_IN_MILLISECONDS)
  }
}

function lineOf(row: Row, otherwise: string | null): string {
  const { line, source, reference, issuedAt } = row
  const outcome = importOutcome.safeParse(row.outcome).data
  const told = outcome === undefined ? null : importOutcomeText(outcome)
  const end = told === null ? (otherwise ?? "") : `${told.word}: ${told.text}`
  const age = issuedAt === null ? "age unknown" : `of ${issuedAt.toISOString().slice(0, 10)}`
  const parts = [IMPORT_SOURCES[source] ?? source, reference ?? "no reference", age, end]
  return `line ${line} · ${parts.join(" · ")}`
}

async function listRows(db: Db, importId: string): Promise<Row[]> {
  return db.importRow.findMany({ where: { importId }, orderBy: { position: "asc" }, select: ROW })
}

const ROW = {
  position: true,
  line: true,
  source: true,
  reference: true,
  issuedAt: true,
  lastTrouble: true,
  outcome: true,
} satisfies Prisma.ImportRowSelect
type Given = { path: string; app: { isDefault: true } | { clientId: string }; isStopped: boolean }
type Row = Prisma.ImportRowGetPayload<{ select: typeof ROW }>
