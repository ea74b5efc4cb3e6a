import { resolve } from "node:path"
import { formatAmount } from "@/lib/format"
import { writeBackup } from "@/scripts/backup/write-backup"
import { done, type Result, readWords, wrongWords } from "./command"
import { openToRead } from "./open-installation"

/** Writes the database to a file, whether Tenantry runs or not. */
export async function backup(words: string[]): Promise<Result> {
  const [file, ...rest] = readWords(words, {})?.positionals ?? []
  if (file === undefined || rest.length > 0) {
    return wrongWords("Name one new file, such as /backups/tenantry-2026-11-28.backup.")
  }
  const { client, close } = await openToRead()
  const header = await writeBackup(client, resolve(file)).finally(close)
  const { organisations, members, events, takenAt } = header
  const text = [
    `${file} holds ${formatAmount(organisations, "organisation")}, ${formatAmount(members, "member")} and ${formatAmount(events, "event")}, as they were on ${takenAt}.`,
    "It does not hold the vault keys, AUTH_SECRET and KEEPER_SECRET. Keep the vault keys elsewhere: without them, nobody can open the sign-ins in it.",
  ]
  return done(text.join("\n"), { file, ...header })
}
