import { join } from "node:path"
import { type FoundHead, HEAD_FILE } from "@/keeper/audit/head"
import { verifyEvents } from "@/keeper/audit/verify-events"
import { formatAmount } from "@/lib/format"
import { listPresent } from "@/lib/list-present"
import { done, failed, type Result } from "./command"
import { openInstallation } from "./open-installation"

/** Verifies the chain of events: tells each problem, and the newest hash to be noted elsewhere. */
export async function verifyAudit(): Promise<Result> {
  const { close, ...installation } = await openInstallation()
  const { problems, ...read } = await verifyEvents(installation).finally(close)
  const { head, removedAt } = read
  const text = listPresent([
    ...problems,
    `${formatAmount(read.events, "event")} in ${formatAmount(read.blocks, "block")}; ${formatAmount(read.waiting, "more is", "more are")} too new to be chained.`,
    removedAt && `Older events were removed, the last on ${removedAt.toISOString()}.`,
    head &&
      `Newest block: ${head.number}, of ${head.madeAt.toISOString()}, with the hash ${head.hash}`,
    tellEnd(read.end, join(installation.dataDir, HEAD_FILE)),
    problems.length === 0 ? "The chain is whole." : "The chain is broken.",
  ]).join("\n")
  const facts = { ...read, problems }
  return problems.length === 0 ? done(text, facts) : failed(text, facts)
}

function tellEnd(end: FoundHead["kind"], file: string): string | null {
  if (end === "there") return null
  if (end === "unknown")
    return `${file} says nothing of this database: compare the newest hash with one you noted.`
  if (end === "taken_over")
    return "An owner took this database over. Events that came after it, in the one before, are not here."
  return `If a standby without the newest events took over, remove ${file}: the keeper makes it anew.`
}
