import { createHash } from "node:crypto"
import { createRateLimit, DENIAL_PACE } from "@/keeper/services/access/rate-limit"
import type { ChangeFeed } from "@/keeper/services/memory/change-feed"
import { recordEvent } from "@/lib/audit/record-event"
import type { Db, Tx } from "@/lib/db/create-db"

const HOUR_IN_MILLISECONDS = 60 * 60 * 1_000
const MANY = "many addresses"
const MOST_WAITING = 1_000

/**
 * Counts refusals, in one row for each hour, service, reason, organisation and address; a new row is also an event. It
 * is written before the answer. Only refusals that come too fast, or while the database is away, are counted in memory
 * first.
 */
export function createDenials(
  db: Db,
  feed: Pick<ChangeFeed, "now">,
  pace = createRateLimit(DENIAL_PACE),
): Denials {
  const waiting = new Map<string, { denial: Denial; count: number }>()

  function countHere(denial: Denial, count = 1): void {
    const key = [denial.serviceId, denial.reason, denial.tenantId, denial.address].join(" ")
    const entry = waiting.get(key)
    if (entry !== undefined) entry.count += count
    else if (waiting.size < MOST_WAITING) waiting.set(key, { denial, count })
    else countTogether(denial, count)
  }

  /** Keeps one entry for a service and reason, with what its denials have in common. */
  function countTogether(denial: Denial, count: number): void {
    const key = [denial.serviceId, denial.reason].join(" ")
    const entry = waiting.get(key)
    if (entry === undefined) waiting.set(key, { denial, count })
    else waiting.set(key, { denial: inCommon(entry.denial, denial), count: entry.count + count })
  }

  async function write(denial: Denial, count: number): Promise<void> {
    const written = await writeDenial(db, { denial, count, at: feed.now() }).catch(() => null)
    if (written === null) countHere(denial, count)
  }

  return {
    async deny(denial) {
      if (pace.take(denial.serviceId ?? "unknown")) await write(denial, 1)
      else countTogether(denial, 1)
    },
    countHere,
    async flush() {
      const entries = [...waiting.values()]
      waiting.clear()
      for (const { denial, count } of entries) await write(denial, count)
    },
  }
}

function inCommon(one: Denial, other: Denial): Denial {
  return {
    ...one,
    tenantId: one.tenantId === other.tenantId ? one.tenantId : null,
    address: one.address === other.address ? one.address : MANY,
  }
}

async function writeDenial(db: Db, entry: { denial: Denial; count: number; at: Date }) {
  const { serviceId, tenantId, reason, address } = entry.denial
  const hour = new Date(
    Math.floor(entry.at.getTime() / HOUR_IN_MILLISECONDS) * HOUR_IN_MILLISECONDS,
  )
  const facts = [hour.toISOString(), serviceId, reason, tenantId, address]
  const key = createHash("sha256").update(JSON.stringify(facts)).digest("hex")
  await db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ isNew: boolean }[]>`
      INSERT INTO "ServiceDenial" ("key", "hour", "serviceId", "tenantId", "reason", "address", "denials", "lastAt")
      VALUES (${key}, ${hour}, ${serviceId}::uuid, ${tenantId}::uuid, ${reason}, ${address}, ${entry.count},
        clock_timestamp())
      ON CONFLICT ("key") DO UPDATE SET "denials" = "ServiceDenial"."denials" + excluded."denials",
        "lastAt" = excluded."lastAt"
      RETURNING (xmax = 0) AS "isNew"`
    if (row?.isNew) await recordDenial(tx, entry.denial)
  })
  return true
}

async function recordDenial(
  tx: Tx,
  { serviceId, tenantId, reason, address }: Denial,
): Promise<void> {
  const known =
    tenantId === null
      ? null
      : await tx.tenant.findUnique({ where: { tenantId }, select: { tenantId: true } })
  await recordEvent(tx, {
    kind: "service.denied",
    serviceId,
    tenantId: known?.tenantId,
    address,
    detail: { reason, tenantId },
  })
}

export type DenialReason =
  | "malformed"
  | "unknown_client"
  | "wrong_secret"
  | "expired"
  | "disabled"
  | "revoked"
  | "network"
  | "secret_in_query"
  | "target"
  | "throttled"
export type Denial = {
  reason: DenialReason
  serviceId: string | null
  /** The organisation asked for, which need not exist. */
  tenantId: string | null
  address: string
}
export type Denials = {
  /** Resolves when the denial is written, or counted in memory if it cannot be written. */
  deny(denial: Denial): Promise<void>
  /** Counts it in memory; the next flush writes it. */
  countHere(denial: Denial): void
  flush(): Promise<void>
}
