import { verifyEvents } from "@/keeper/audit/verify-events"
import { openInstallation } from "./open-installation"

/** Verifies the chain of events, and prints each problem, or the newest hash to be noted elsewhere. */
export async function verifyAudit(): Promise<number> {
  const { db, vault, close } = await openInstallation()
  const { problems, ...read } = await verifyEvents(db, vault).finally(close)
  for (const problem of problems) console.log(problem)
  console.log(
    `${read.events} events in ${read.blocks} blocks; ${read.waiting} are too new to be chained.`,
  )
  if (read.removedAt !== null) {
    console.log(`Older events were removed, the last on ${read.removedAt.toISOString()}.`)
  }
  if (read.head !== null) {
    const { number, madeAt, hash } = read.head
    console.log(`Newest block: ${number}, of ${madeAt.toISOString()}, with the hash ${hash}`)
  }
  console.log(problems.length === 0 ? "The chain is whole." : "The chain is broken.")
  return problems.length === 0 ? 0 : 1
}
