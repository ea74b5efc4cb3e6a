import { currentOrigin, type Origin } from "@/lib/audit/origin"
import type { NewEvent } from "@/lib/audit/record-event"
import { recordRefusal } from "@/lib/audit/record-refusal"
import type { Db } from "@/lib/db/create-db"

const NOWHERE: Origin = { address: undefined, browser: undefined, requestId: undefined }
const noted = new Map<string, Noted>()
let isWriting = false

/**
 * Notes a refusal that strangers can bring about as often as they like. The answer does not wait for it, and one write is under
 * way at a time: what comes meanwhile is counted and written together, so that a flood costs the database little.
 */
export function noteRefusal(on: Db, { kind, memberId, address, detail }: NewEvent): void {
  const origin = { ...NOWHERE, ...currentOrigin(), ...(address && { address }) }
  const key = JSON.stringify([kind, memberId, detail])
  const count = (noted.get(key)?.count ?? 0) + 1
  noted.set(key, { on, event: { ...origin, kind, memberId, detail }, count })
  if (!isWriting) void writeAll()
}

/** A map that is read goes on to what is added meanwhile. */
async function writeAll(): Promise<void> {
  isWriting = true
  for (const [key, { on, event, count }] of noted) {
    noted.delete(key)
    // A database that takes no event answers nobody's sign-in either, and that is told there.
    await recordRefusal(on, event, count).catch(() => {})
  }
  isWriting = false
}

type Noted = { on: Db; event: NewEvent; count: number }
