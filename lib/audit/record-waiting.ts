import { currentOrigin, type Origin } from "@/lib/audit/origin"
import type { NewEvent } from "@/lib/audit/record-event"
import { recordRefusal } from "@/lib/audit/record-refusal"
import type { Db } from "@/lib/db/create-db"

const NOWHERE: Origin = { address: undefined, browser: undefined, requestId: undefined }
const waiting = new Map<string, Waiting>()
let isWriting = false

/**
 * Notes that a try to prove who one is had to wait and was not looked at. The answer does not wait for it, and one write is
 * under way at a time: what comes meanwhile is counted and written together, so that a flood costs the database little.
 */
export function noteWaiting(on: Db, { at, memberId, address }: WaitingTry): void {
  const origin = { ...NOWHERE, ...currentOrigin(), ...(address && { address }) }
  const event: NewEvent = { ...origin, kind: "member.had_to_wait", memberId, detail: { at } }
  const key = `${at} ${memberId}`
  waiting.set(key, { on, event, count: (waiting.get(key)?.count ?? 0) + 1 })
  if (!isWriting) void writeAll()
}

/** A map that is read goes on to what is added meanwhile. */
async function writeAll(): Promise<void> {
  isWriting = true
  for (const [key, { on, event, count }] of waiting) {
    waiting.delete(key)
    // A database that takes no event answers nobody's sign-in either, and that is told there.
    await recordRefusal(on, event, count).catch(() => {})
  }
  isWriting = false
}

type Waiting = { on: Db; event: NewEvent; count: number }
type WaitingTry = {
  at: "sign_in" | "second_factor" | "proof"
  memberId: string | undefined
  address?: string
}
