import { appendFileSync, readFileSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import type { ClaimedMail } from "@/keeper/mail/outbox"

const FILE = "last-bytes"
const LARGEST_IN_BYTES = 1_000_000

/**
 * Tells a file in `DATA_DIR` that a mail is about to be marked as handed over; false where there is none. Together with
 * `noteEnd` it says what the database cannot: whether a keeper that died in between had sent the mail's last byte. Both are in
 * the machine's memory before they return, so they outlive the process. If the machine itself goes down, they are void.
 */
export function noteBegin(dataDir: string | null, mail: ClaimedMail): boolean {
  const boot = readBoot()
  if (dataDir === null || boot === null) return false
  const path = join(dataDir, FILE)
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_IN_BYTES) rmSync(path)
    append(path, begun(boot, mail))
    return true
  } catch {
    return false
  }
}

/** The mail's last byte goes out now. Throws where that cannot be told. */
export function noteEnd(dataDir: string, { id }: ClaimedMail): void {
  append(join(dataDir, FILE), `${id} end`)
}

/** Whether it is known that the last byte of a mail did not go out in this turn, although it was marked as handed over. */
export function wasKept(dataDir: string | null, mail: ClaimedMail): boolean {
  const boot = readBoot()
  if (dataDir === null || boot === null) return false
  const notes = readOrNothing(join(dataDir, FILE)).split("\n")
  return notes.findLast((note) => note.startsWith(mail.id)) === begun(boot, mail)
}

function begun(boot: string, { id, turn }: ClaimedMail): string {
  return `${id} ${turn} ${boot}`
}

/** On a line of its own, even after one that was cut off. */
function append(path: string, note: string): void {
  appendFileSync(path, `\n${note}\n`, { mode: 0o600 })
}

/** Another one after each start of the machine; null where the system tells none. */
function readBoot(): string | null {
  return readOrNothing("/proc/sys/kernel/random/boot_id").trim() || null
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
