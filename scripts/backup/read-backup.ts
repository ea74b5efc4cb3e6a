import { createHash } from "node:crypto"
import { createReadStream, statSync } from "node:fs"
import { createGunzip } from "node:zlib"
import { z } from "zod"
import { findKeyId } from "@/keeper/vault/vault"
import { DAMAGED } from "@/lib/damaged-values"
import { parseJson } from "@/lib/parse-json"
import {
  type ChainLine,
  chainLine,
  endLine,
  FORMAT,
  type Header,
  header,
  TABLE_END,
  type TableLine,
  tableLine,
} from "./backup-format"
import { linesOf } from "./lines"

/**
 * Reads a back-up from end to end and tells what is in it. Throws a message for people where it is none, was cut off or
 * changed, or comes from a later version.
 */
export async function surveyBackup(path: string): Promise<BackupSurvey> {
  // It is read twice, which a pipe cannot be.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) {
    throw new Error(`${path} is no file.`)
  }
  const chains: ChainLine[] = []
  const sealed: SealedCounts = {}
  let head: Header | null = null
  for await (const part of readParts(path)) {
    if (part.kind === "header") head = part.header
    if (part.kind === "chain") chains.push(part.chain)
    if (part.kind === "row") countKeys(sealed, part)
  }
  if (head === null) throw new Error(`${path} is no back-up of Tenantry.`)
  return { header: head, chains, sealed }
}

/** Its parts, in order. Only who reads to the end knows that the checksum is right. */
export async function* readParts(path: string): AsyncGenerator<BackupPart> {
  let table: TableLine | null = null
  let isFirst = true
  for await (const line of verifiedLines(path)) {
    if (table === null) {
      const part = isFirst ? readHeader(path, line) : readLine(path, line)
      isFirst = false
      if (part.kind === "table") table = part.table
      yield part
    } else if (line.toString("latin1") === TABLE_END) table = null
    else yield { kind: "row", table, row: line }
  }
}

/** All lines but the last, which must hold the digest of the others. */
async function* verifiedLines(path: string): AsyncGenerator<Buffer> {
  const digest = createHash("sha256")
  let last: Buffer | null = null
  for await (const line of linesOf(unzip(path))) {
    if (last !== null) {
      digest.update(last).update("\n")
      yield last
    }
    last = line
  }
  const end = endLine.safeParse(last === null ? null : parseJson(String(last)))
  if (end.data?.sha256 !== digest.digest("hex")) throw damaged(path)
}

async function* unzip(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path)
  const zip = createGunzip()
  file.on("error", (cause) => zip.destroy(cause))
  file.pipe(zip)
  try {
    yield* zip
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === "ENOENT") throw new Error(`${path} does not exist.`)
    if (code === "EACCES") throw new Error(`${path} cannot be read.`)
    throw damaged(path)
  }
}

function readHeader(path: string, line: Buffer): BackupPart {
  const content = parseJson(String(line))
  const { format } = z.object({ format: z.number() }).safeParse(content).data ?? {}
  if (format !== undefined && format > FORMAT) {
    throw new Error(
      `${path} was made by a later version of Tenantry. Restore it with that version.`,
    )
  }
  const reading = header.safeParse(content)
  if (!reading.success) throw new Error(`${path} is no back-up of Tenantry.`)
  return { kind: "header", header: reading.data }
}

function readLine(path: string, line: Buffer): BackupPart {
  const content = parseJson(String(line))
  const chain = chainLine.safeParse(content)
  if (chain.success) return { kind: "chain", chain: chain.data }
  const table = tableLine.safeParse(content)
  if (table.success) return { kind: "table", table: table.data }
  throw damaged(path)
}

/** Sealed values need no unescaping: they are base64url and dots. */
function countKeys(sealed: SealedCounts, { table, row }: RowPart): void {
  if (!table.columns.some(isSealed)) return
  const fields = row.toString("utf8").split("\t")
  for (const [index, column] of table.columns.entries()) {
    const value = fields[index] ?? ""
    if (!isSealed(column) || value === NONE) continue
    const keyId = findKeyId(value) ?? DAMAGED
    const { count, samples } = sealed[keyId] ?? { count: 0, samples: [] }
    sealed[keyId] = { count: count + 1, samples: [...samples, value].slice(0, SAMPLES) }
  }
}

function isSealed(column: string): boolean {
  return column.endsWith("Sealed")
}

function damaged(path: string): Error {
  return new Error(`${path} is damaged, was cut off, or is no back-up of Tenantry.`)
}

// How PostgreSQL's COPY writes NULL.
const NONE = "\\N"
// One of them may be damaged.
const SAMPLES = 3

type RowPart = { kind: "row"; table: TableLine; row: Buffer }
export type BackupPart =
  | { kind: "header"; header: Header }
  | { kind: "chain"; chain: ChainLine }
  | { kind: "table"; table: TableLine }
  | RowPart
export type SealedCounts = Record<string, { count: number; samples: string[] }>
export type BackupSurvey = {
  header: Header
  chains: ChainLine[]
  /** How many sealed values hang on each key, and some of them. */
  sealed: SealedCounts
}
