import { z } from "zod"
import {
  findKeyId,
  type Opened,
  type Place,
  tryOpen,
  type Vault,
  VaultError,
} from "@/keeper/vault/vault"
import { parseJson } from "@/lib/parse-json"

const VERSION = 1

/** What the journal keeps of a token set: enough to go on with its chain in a database that knows neither. */
const journalEntry = z.object({
  tokenSetId: z.guid(),
  /** The token set that was presented for it; null where a consent began the chain. */
  parentId: z.guid().nullable(),
  grantId: z.guid(),
  /** These two put the answers of one grant in order: the consent, and the lease under which it was asked for. */
  chain: z.number().int(),
  epoch: z.number().int(),
  /** By the database's clock, ISO 8601. */
  receivedAt: z.string(),
  refreshToken: z.string(),
  xeroAppId: z.guid(),
  xeroUserId: z.guid(),
  xeroUserName: z.string(),
  xeroUserEmail: z.string().nullable(),
  scopes: z.array(z.string()),
})

/**
 * How a hand-over of a grant stands. It comes in order after the token sets that were there before, so that a restore does
 * not bring to life what another installation has, or may claim.
 */
const handOverEntry = z.object({
  id: z.guid(),
  grantId: z.guid(),
  chain: z.number().int(),
  epoch: z.number().int(),
  handOver: z.object({
    id: z.guid(),
    tokenSetId: z.guid(),
    claimDigest: z.string(),
    claimant: z.guid().nullable(),
    standing: z.enum(["handed_over", "moved", "taken_back"]),
  }),
})

/** A line of a file: what orders and names it, and the sealed rest. */
const journalLine = z.object({
  v: z.literal(VERSION),
  id: z.guid(),
  grantId: z.guid(),
  chain: z.number().int(),
  epoch: z.number().int(),
  sealed: z.string(),
})

/** The entry as a line, sealed. */
export async function sealEntry(
  vault: Vault,
  entry: JournalEntry | HandOverEntry,
): Promise<JournalLine> {
  const id = "handOver" in entry ? entry.id : entry.tokenSetId
  const { grantId, chain, epoch } = entry
  const sealed = await vault.seal(JSON.stringify(entry), entryPlace(id))
  return { v: VERSION, id, grantId, chain, epoch, sealed }
}

/** Null for what a crash cut off, or is no line of a journal. */
export function readLine(text: string): JournalLine | null {
  return journalLine.safeParse(parseJson(text)).data ?? null
}

/** The entry, as it was sealed; what stands beside the seal is not believed. */
export async function openLine(vault: Vault, line: JournalLine): Promise<OpenedEntry> {
  const opened = await tryOpen(vault, line.sealed, entryPlace(line.id))
  if (opened.kind === "shut") return opened
  const value = parseJson(opened.value)
  const handOver = handOverEntry.safeParse(value)
  if (handOver.success) return { kind: "hand_over", entry: handOver.data }
  const entry = journalEntry.safeParse(value)
  if (entry.success) return { kind: "open", entry: entry.data }
  const error = new VaultError("malformed", "the entry is of a kind that is not known here")
  return { kind: "shut", error, keyId: findKeyId(line.sealed) }
}

/** Later answers of one grant come first. */
export function byNewest(one: Order, other: Order): number {
  return other.chain - one.chain || other.epoch - one.epoch
}

function entryPlace(id: string): Place {
  return { column: "Journal.entry", row: id }
}

type Order = { chain: number; epoch: number }
export type JournalEntry = z.output<typeof journalEntry>
export type JournalLine = z.output<typeof journalLine>
export type HandOverEntry = z.output<typeof handOverEntry>
export type OpenedEntry =
  | { kind: "open"; entry: JournalEntry }
  | { kind: "hand_over"; entry: HandOverEntry }
  | Extract<Opened, { kind: "shut" }>
