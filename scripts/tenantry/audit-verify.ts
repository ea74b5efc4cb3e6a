import { verifyEvents } from "@/keeper/audit/verify-events"
import { done, failed, type Result, wrongWords } from "./command"
import { openInstallation } from "./open-installation"

/** Verifies the chain of events: tells each problem, and the newest hash to be noted elsewhere. */
export async function verifyAudit(words: string[]): Promise<Result> {
  if (words.length > 0) return wrongWords("audit verify takes no words.")
  const { db, vault, close } = await openInstallation()
  const { problems, ...read } = await verifyEvents(db, vault).finally(close)
  const { head, removedAt } = read
  const text = [
    ...problems,
    `${read.events} events in ${read.blocks} blocks; ${read.waiting} are too new to be chained.`,
    ...(removedAt === null
      ? []
      : [`Older events were removed, the last on ${removedAt.toISOString()}.`]),
    ...(head === null
      ? []
      : [
          `Newest block: ${head.number}, of ${head.madeAt.toISOString()}, with the hash ${head.hash}`,
        ]),
    problems.length === 0 ? "The chain is whole." : "The chain is broken.",
  ].join("\n")
  const facts = { ...read, problems }
  return problems.length === 0 ? done(text, facts) : { ...failed(text), facts }
}
