import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import type { Keeper } from "@/keeper/keeper"
import { remember } from "@/keeper/remember"
import type { Db } from "@/lib/db/create-db"
import { kindOf } from "@/lib/log"
import { parseJson } from "@/lib/parse-json"

export const HEAD_FILE = "audit-head.json"

/**
 * Remembers the newest block in `DATA_DIR`, where whoever can write to the database cannot change it. It goes forward only
 * while the database still has the block that is remembered, so a chain whose end was cut off shows even after it has grown
 * again. An owner who takes over brings an older database on purpose, and then it begins anew.
 */
export async function keepHead({ db, dataDir, log }: Keeper): Promise<void> {
  if (dataDir === null) return
  const { kind, remembered, newest } = await findHead(db, dataDir)
  if (kind === "cut_off") return log.error({ event: "activity_cut_off", block: remembered?.number })
  if (newest === null || newest.hash === remembered?.hash) return
  await remember(join(dataDir, HEAD_FILE), newest).catch((cause: unknown) =>
    log.warn({ event: "activity_end_not_remembered", reason: kindOf(cause) }),
  )
}

/** What the database has of the block that `dataDir` remembers as the newest. */
export async function findHead(db: Db, dataDir: string): Promise<FoundHead> {
  // The file is read first: whatever a keeper adds to it meanwhile, the database already has.
  const file = await readFile(join(dataDir, HEAD_FILE), "utf8").catch(() => "")
  const head = headFile.safeParse(parseJson(file)).data ?? null
  const { id, takeOvers } = await db.installation.findFirstOrThrow({
    select: { id: true, takeOvers: true },
  })
  const last = await db.auditBlock.findFirst({ select: BLOCK, orderBy: { number: "desc" } })
  const newest = last && { id, takeOvers, number: last.number, hash: last.hash }
  if (head?.id !== id) return { kind: "unknown", remembered: null, newest }
  const found = { remembered: head, newest }
  if (await isThere(db, head)) return { kind: "there", ...found }
  return { kind: takeOvers > head.takeOvers ? "taken_over" : "cut_off", ...found }
}

/** Or its events were older than the retention, and the chain begins after it. */
async function isThere(db: Db, { number, hash }: Head): Promise<boolean> {
  const block = await db.auditBlock.findFirst({
    where: { number: { gte: number } },
    select: BLOCK,
    orderBy: { number: "asc" },
  })
  if (block?.number === number) return block.hash === hash
  return block != null && block.removedAt !== null
}

const BLOCK = { number: true, hash: true, removedAt: true } as const

const headFile = z.object({
  /** `Installation.id`: a data folder may serve another database later. */
  id: z.string(),
  takeOvers: z.number(),
  number: z.number(),
  hash: z.string(),
})

type Head = z.output<typeof headFile>
export type FoundHead = {
  /** `unknown`: nothing is remembered of this database. `taken_over`: it went when an owner took an older database over. */
  kind: "there" | "unknown" | "taken_over" | "cut_off"
  remembered: Head | null
  newest: Head | null
}
