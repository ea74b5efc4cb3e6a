import { open, unlink, writeFile } from "node:fs/promises"
import { MOST_CHARACTERS } from "@/keeper/hand-overs/file"
import { handOverGrant } from "@/keeper/hand-overs/hand-over-grant"
import { createJournal, type Journal } from "@/keeper/journal/journal"
import { findJournal, openStore } from "@/keeper/journal/open-store"
import { parseId } from "@/keeper/services/access/authenticate"
import type { Db } from "@/lib/db/create-db"
import { formatAmount } from "@/lib/format"
import { createLog } from "@/lib/log"
import { PASSWORD_TEXT } from "@/lib/words/password-text"
import { askPassphrase } from "./ask-passphrase"
import { done, failed, type Result, readWords, wrongWords } from "./command"
import { type Installation, openInstallation } from "./open-installation"

/**
 * Exports the sign-in that reaches an organisation for another installation: freezes it here, whether Tenantry runs or not,
 * and writes the file that is imported there.
 */
export async function exportSignIn(words: string[]): Promise<Result> {
  const [tenantId, path, ...more] = readWords(words, {})?.positionals ?? []
  const id = parseId(tenantId ?? "")
  if (id === null || path === undefined || more.length > 0)
    return wrongWords("Name an organisation by its id, and a new file: tenantry export ID FILE")
  const installation = await openInstallation()
  const { appUrl, db, vault, close } = installation
  const journal = openJournal(installation)
  try {
    const grantId = await findGrant(db, id)
    if (grantId === null) return failed("No working sign-in reaches this organisation.")
    return await intoNewFile(path, async () => {
      const passphrase = await askPassphrase()
      return handOverGrant({ db, vault, appUrl, journal }, null, { grantId, passphrase })
    })
  } finally {
    await journal.close()
    await close()
  }
}

/**
 * A file that cannot be made, or that the disk has no room for, stops the export before anything is handed over; one that
 * holds nothing is removed.
 */
async function intoNewFile(path: string, handOver: () => Promise<Outcome>): Promise<Result> {
  const file = await open(path, "wx", 0o600)
  let isWritten = false
  try {
    await file.writeFile(Buffer.alloc(MOST_CHARACTERS))
    await file.sync()
    const outcome = await handOver()
    if (outcome.kind === "handed_over") {
      await writeFile(path, outcome.file, { flag: "r+" })
      await file.truncate(Buffer.byteLength(outcome.file))
      await file.sync()
      isWritten = true
    }
    return resultOf(outcome, path)
  } finally {
    await file.close()
    if (!isWritten) await unlink(path)
  }
}

function openJournal({ source, vault }: Installation): Journal {
  const place = findJournal(source)
  const store = place === null ? null : openStore(place, { keeperId: "command", source })
  return createJournal({ store, vault, isRequired: false, log: createLog("keeper") })
}

/** Only one through which Xero still lists the organisation: another one would move without it. */
async function findGrant(db: Db, tenantId: string): Promise<string | null> {
  const row = await db.tenantOverview.findUnique({
    where: { tenantId, connectionState: "connected" },
    select: { grantId: true },
  })
  return row?.grantId ?? null
}

function resultOf(outcome: Outcome, path: string): Result {
  switch (outcome.kind) {
    case "handed_over": {
      const along = formatAmount(outcome.organisations, "organisation")
      const text = `Exported, with ${along}, to ${path}. This installation no longer uses it.`
      return done(text, { path, organisations: outcome.organisations })
    }
    case "weak_passphrase":
      return failed(`The passphrase ${PASSWORD_TEXT[outcome.problem]}. Nothing has changed.`)
    case "unsettled":
      return failed(
        "A refresh is under way or not settled yet. Nothing has changed. Try again in a few minutes.",
      )
    default:
      return failed("The sign-in cannot be exported: it has ended, or cannot be opened.")
  }
}

type Outcome = Awaited<ReturnType<typeof handOverGrant>>
