import { blockPlace, hashOf, listLines, sealedText } from "@/keeper/audit/block-hash"
import { type FoundHead, findHead } from "@/keeper/audit/head"
import type { Keeper } from "@/keeper/keeper"
import { tryOpen, type Vault } from "@/keeper/vault/vault"
import type { Db } from "@/lib/db/create-db"

const PAGE = 100
const MOST_NAMED = 20

/**
 * Reads the whole chain of events again. Each problem is a sentence that names the block and, where it is known, the event.
 * Without a problem, every event up to `head` is as it was when it was chained, none was taken away and none put between; the
 * end is compared with what `dataDir` remembers.
 */
export async function verifyEvents(tools: Tools): Promise<Verification> {
  const { db } = tools
  const problems: string[] = []
  let [events, blocks] = [0, 0]
  let removedAt: Date | null = null
  let before: Block | null = null
  for (;;) {
    const page: Block[] = await db.auditBlock.findMany({
      where: { number: { gt: before?.number ?? 0 } },
      select: BLOCK,
      orderBy: { number: "asc" },
      take: PAGE,
    })
    for (const block of page) {
      problems.push(...(await judgeBlock(tools, block, before)))
      events += block.eventIds.length
      blocks += 1
      if (block.removedAt !== null) removedAt ??= block.removedAt
      before = block
    }
    if (page.length < PAGE) break
  }
  const { outside, waiting } = await countOutside(db, before?.upTo ?? 0n)
  problems.push(
    ...outside.map((id) => `Event ${id} is in no block: it was added outside of the product.`),
  )
  const end = await judgeEnd(tools)
  problems.push(...end.problems)
  return { problems, events, blocks, waiting, removedAt, head: before, end: end.kind }
}

async function judgeBlock(tools: Tools, block: Block, before: Block | null): Promise<string[]> {
  const { number, removedAt } = block
  const problems = await judgeSeal(tools.vault, block)
  const expected = before === null ? (removedAt === null ? 1 : number) : before.number + 1
  if (number !== expected)
    problems.push(`Block ${number} comes first: those before it are missing.`)
  else if (removedAt !== null && before !== null)
    problems.push(`Block ${number} was removed out of turn.`)
  else if (removedAt === null) problems.push(...(await judgeEvents(tools.db, block, before)))
  return problems
}

async function judgeEvents(db: Db, block: Block, before: Block | null): Promise<string[]> {
  const { number, eventIds } = block
  const found = await listLines(db, eventIds)
  const known = new Set(found.map(({ id }) => id))
  const missing = eventIds.filter((id) => !known.has(id))
  if (missing.length > 0) {
    const named = missing.slice(0, MOST_NAMED).join(", ")
    return [`Block ${number} lacks ${missing.length} of its events: ${named}.`]
  }
  const lines = found.map(({ line }) => line)
  if (hashOf(before?.hash ?? "", lines) === block.hash) return []
  return [
    `The hash of block ${number} does not match its events: one from ${eventIds[0]} to ${eventIds.at(-1)} was changed.`,
  ]
}

/** Whoever can write to the database but has no sealing key cannot make this. */
async function judgeSeal(vault: Vault, block: Block): Promise<string[]> {
  const { number, hash } = block
  const isRemoved = block.removedAt !== null
  const opened = await tryOpen(vault, block.hashSealed, blockPlace(number))
  if (opened.kind === "open") {
    if (opened.value === sealedText(hash, isRemoved)) return []
    if (opened.value === sealedText(hash, !isRemoved))
      return [`Block ${number} was not removed by the keeper, or was brought back.`]
    return [`Block ${number} has a hash that the keeper did not seal.`]
  }
  if (opened.error.code === "unknown_key") {
    return [
      `Block ${number} was sealed with the key ${opened.keyId}, which VAULT_KEYS does not hold.`,
    ]
  }
  return [`Block ${number} was not sealed by the keeper (${opened.error.code}).`]
}

async function judgeEnd({ db, dataDir }: Tools): Promise<{ kind: End; problems: string[] }> {
  if (dataDir === null) return { kind: "unknown", problems: [] }
  const { kind, remembered } = await findHead(db, dataDir)
  if (kind !== "cut_off") return { kind, problems: [] }
  const problem = `Block ${remembered?.number} is missing or was replaced, with all that came after it: the end of the chain was cut off.`
  return { kind, problems: [problem] }
}

/** Events in no block: those that came after the newest one wait for the next, and any other does not belong there. */
async function countOutside(db: Db, upTo: bigint): Promise<{ outside: bigint[]; waiting: number }> {
  const rows = await db.$queryRaw<{ id: bigint; late: boolean }[]>`
    SELECT e."id", e."id" <= ${upTo} AND e."at" < clock_timestamp() - interval '10 minutes' AS "late" FROM "AuditEvent" e
    WHERE NOT EXISTS (SELECT FROM (SELECT unnest("eventIds") AS "id" FROM "AuditBlock") b WHERE b."id" = e."id")
    ORDER BY "late" DESC, e."id" LIMIT 100000`
  const outside = rows.filter(({ late }) => late).map(({ id }) => id)
  return { outside: outside.slice(0, MOST_NAMED), waiting: rows.length - outside.length }
}

const BLOCK = {
  number: true,
  eventIds: true,
  upTo: true,
  hash: true,
  hashSealed: true,
  madeAt: true,
  removedAt: true,
} as const

type Tools = Pick<Keeper, "db" | "vault" | "dataDir">
type End = FoundHead["kind"]
type Block = {
  number: number
  eventIds: bigint[]
  upTo: bigint
  hash: string
  hashSealed: string
  madeAt: Date
  removedAt: Date | null
}
export type Verification = {
  problems: string[]
  /** How many are chained, in how many blocks. */
  events: number
  blocks: number
  /** When the newest of the events that are too old to be kept were removed. Null: none were. */
  removedAt: Date | null
  /** Events that are too new to be chained. */
  waiting: number
  /** The newest block. Null: nothing is chained yet. */
  head: { number: number; hash: string; madeAt: Date } | null
  /** What became of the newest block that the data folder remembers. */
  end: End
}
