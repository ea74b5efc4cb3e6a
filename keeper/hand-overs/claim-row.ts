import { z } from "zod"
import { retryIn } from "@/keeper/grants/due"
import { settleRow } from "@/keeper/imports/settle-row"
import type { Keeper } from "@/keeper/keeper"
import { tryOpen } from "@/keeper/vault/vault"
import { NO_TOKEN_REQUEST } from "@/keeper/xero/judge"
import { sendOnce } from "@/keeper/xero/send-once"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { parseJson } from "@/lib/parse-json"

const TIMEOUT_IN_MILLISECONDS = 15_000
const MOST_ANSWER_BYTES = 4_096

/**
 * Claims what a hand-over brought at the installation that it comes from. True: it is ours, so it may be presented. While
 * that installation does not answer, it is asked again later, and nothing is presented.
 */
export async function claimRow(
  keeper: Keeper,
  { rowId, claimSealed }: { rowId: string; claimSealed: string },
): Promise<boolean> {
  const opened = await tryOpen(keeper.vault, claimSealed, claimPlace(rowId))
  if (opened.kind === "shut") {
    await keeper.db.$transaction((tx) => settleRow(tx, rowId, { kind: "shut" }))
    return false
  }
  const kept = keptClaim.parse(JSON.parse(opened.value))
  const answer = await askOld({ ...kept, claimant: rowId })
  if (answer === null) await askLater(keeper, rowId)
  else if (answer === "claimed") await noteClaimed(keeper, rowId)
  else
    await keeper.db.$transaction((tx) =>
      settleRow(tx, rowId, { kind: "not_handed_over", why: answer }),
    )
  return answer === "claimed"
}

/** The old installation is gone for good, as an owner says: the token is presented without its word. */
export async function importUnasked(
  { db }: Keeper,
  memberId: string,
  { importId }: OperationInput<"importUnasked">,
): Promise<OperationOutput<"importUnasked">> {
  return db.$transaction(async (tx) => {
    const rows = await tx.$executeRaw`
      UPDATE "ImportRow" SET "claimSealed" = NULL, "claimAddress" = NULL, "failures" = 0, "lastTrouble" = NULL,
        "nextAttemptAt" = clock_timestamp()
      WHERE "importId" = ${importId}::uuid AND "claimSealed" IS NOT NULL AND "outcome" IS NULL
        AND "nextAttemptAt" IS NOT NULL`
    if (rows === 0) return { kind: "not_found" }
    await recordEvent(tx, { kind: "import.unasked", memberId })
    return { kind: "started", tokens: rows }
  })
}

async function askOld({ address, ...claim }: KeptClaim & { claimant: string }): Promise<Asked> {
  const sent = await sendOnce({
    url: address,
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(claim),
    timeoutInMilliseconds: TIMEOUT_IN_MILLISECONDS,
    maxBytes: MOST_ANSWER_BYTES,
  })
  if (sent.kind !== "answered") return null
  if (sent.status === 404) return "unknown"
  const answer = claimAnswer.safeParse(sent.status === 200 ? parseJson(sent.body) : null)
  return answer.success ? answer.data.outcome : null
}

async function noteClaimed({ db }: Keeper, rowId: string): Promise<void> {
  const data = { claimSealed: null, claimAddress: null, failures: 0, lastTrouble: null }
  await db.importRow.update({ where: { id: rowId }, data, select: { id: true } })
}

async function askLater({ db, timings }: Keeper, rowId: string): Promise<void> {
  const { failures } = await db.importRow.findUniqueOrThrow({
    where: { id: rowId },
    select: { failures: true },
  })
  const facts = { failures, openForMilliseconds: null, incident: false }
  const wait = retryIn(timings, { ...facts, judgement: NO_TOKEN_REQUEST })
  await db.$executeRaw`
    UPDATE "ImportRow" SET "failures" = "failures" + 1, "lastTrouble" = 'old_installation',
      "nextAttemptAt" = clock_timestamp() + ${wait} * interval '1 millisecond'
    WHERE "id" = ${rowId}::uuid AND "claimSealed" IS NOT NULL AND "outcome" IS NULL`
}

export function claimPlace(rowId: string): { column: string; row: string } {
  return { column: "ImportRow.claim", row: rowId }
}

const keptClaim = z.object({ address: z.string(), id: z.guid(), secret: z.string() })
const claimAnswer = z.object({ outcome: z.enum(["claimed", "claimed_before", "taken_back"]) })

/** What a row keeps until it is claimed. */
export type KeptClaim = z.output<typeof keptClaim>
/** Null: no answer that can be read. */
type Asked = "claimed" | "claimed_before" | "taken_back" | "unknown" | null
