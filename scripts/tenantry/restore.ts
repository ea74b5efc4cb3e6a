import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { Client } from "pg"
import { type NewestEntries, onlyOpen, readNewest } from "@/keeper/journal/newest"
import { findJournal, openStore } from "@/keeper/journal/open-store"
import type { Recovered } from "@/keeper/journal/recover"
import { countKeys, type JournalStore, type KeyCounts } from "@/keeper/journal/store"
import { createVault, type VaultKey } from "@/keeper/vault/vault"
import { connectionTo } from "@/lib/db/connection"
import { requireDatabaseUrl } from "@/lib/db/database-url"
import { formatAmount } from "@/lib/format"
import { migrate } from "@/prisma/migrate"
import { readMigrations } from "@/prisma/read-migrations"
import { ageOf, foretell, tellForetelling } from "@/scripts/backup/foretell"
import { type BackupSurvey, surveyBackup } from "@/scripts/backup/read-backup"
import { restore } from "@/scripts/backup/restore"
import { ensureInstallationId } from "@/scripts/start/secrets"
import { done, type Result, wrongWords } from "./command"
import { type Emptied, openStopped } from "./open-stopped"

const UNCONFIRMED = 3

/**
 * Tells what a restore of the file would do, and does it with `--yes`. The journal is read where the environment says that it
 * is, and from each `--journal`.
 */
export async function restoreBackup(words: string[]): Promise<Result> {
  const asked = readWords(words)
  if (asked === null) {
    return wrongWords(
      "Name one back-up, then --journal and a folder or a database's address for each journal that no setting names, and --yes to restore it.",
    )
  }
  const survey = await surveyBackup(asked.file)
  await requireKnownMigrations(survey)
  const stopped = await openStopped()
  return restoreInto(stopped, { ...asked, survey }).finally(stopped.close)
}

async function restoreInto(stopped: Emptied, { survey, ...asked }: Asked): Promise<Result> {
  const { source, url, keys } = stopped
  const places = new Set([findJournal(source) ?? [], ...asked.journals].flat())
  const stores = [...places].map((place) => openStore(place, "command"))
  const { newest, journals } = await readJournals(stores)
  const { header } = survey
  const vault = createVault({ keys, installationId: header.installation })
  const open = await onlyOpen(newest, vault)
  const told = tell(stopped, { survey, open, shut: newest.size - open.size, journals })
  if (!asked.yes) {
    const text = [...told, "Nothing was changed. Run this again with --yes to restore."].join("\n")
    return { status: UNCONFIRMED, text, facts: { changed: false, told, header } }
  }
  const client = new Client(connectionTo(url))
  await client.connect()
  const recovered = await restore(client, {
    path: asked.file,
    header,
    schema: requireDatabaseUrl(url).schema,
    vault,
    newest,
    installationId: source.INSTALLATION_ID?.trim() || (await ensureInstallationId(stopped.dataDir)),
    dataDir: stopped.dataDir,
  }).finally(() => client.end())
  await migrate(url)
  return done([...told, ...tellRecovered(recovered)].join("\n"), {
    changed: true,
    header,
    recovered,
  })
}

function tellRecovered({ newer, begun, shut, otherApp }: Recovered): string[] {
  return [
    `Restored. From the journal came newer token sets of ${formatAmount(newer, "sign-in")}, and ${formatAmount(begun, "sign-in")} that began later.`,
    ...(shut > 0
      ? [`The vault keys do not open what the journal has of ${formatAmount(shut, "sign-in")}.`]
      : []),
    ...(otherApp > 0
      ? [
          `The journal also has ${formatAmount(otherApp, "sign-in")} of a Xero app that is not in the back-up.`,
        ]
      : []),
    "Start Tenantry: it asks Xero for each sign-in at once, and says which need reconnecting.",
  ]
}

function readWords(words: string[]): Omit<Asked, "survey"> | null {
  const options = {
    yes: { type: "boolean", default: false },
    journal: { type: "string", multiple: true, default: [] as string[] },
  } as const
  try {
    const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true })
    const [file, ...rest] = positionals
    if (file !== undefined && rest.length === 0)
      return { file: resolve(file), yes: values.yes, journals: values.journal }
  } catch {
    // An unknown option is answered as a missing file is.
  }
  return null
}

async function requireKnownMigrations({ header }: BackupSurvey): Promise<void> {
  const known = (await readMigrations()).map(({ name }) => name)
  const later = header.migrations.find((name) => !known.includes(name))
  if (later === undefined) return
  throw new Error(
    `The back-up was made by a later version of Tenantry (${header.version}, which has the migration ${later}). Restore it with that version.`,
  )
}

function tell({ url, keys, holds }: Emptied, { survey, open, shut, journals }: Told): string[] {
  const now = new Date()
  const { header, sealed } = survey
  const { host, port, database } = requireDatabaseUrl(url)
  return [
    `The back-up is ${ageOf(header, now)} old (${header.takenAt}), made by Tenantry ${header.version} with PostgreSQL ${header.server}: ${formatAmount(header.organisations, "organisation")}, ${formatAmount(header.members, "member")}, ${formatAmount(header.events, "event")}.`,
    ...(journals.length === 0
      ? ["There is no journal: no setting names one, and no --journal is given."]
      : journals.flatMap((journal) => tellJournal(journal, keys))),
    ...(shut > 0
      ? [
          `What the journal has of ${formatAmount(shut, "sign-in")} does not open with the vault keys of here.`,
        ]
      : []),
    ...tellForetelling(foretell(survey, open, now)),
    ...tellKeys(sealed, keys),
    `It replaces all that is in the database ${database} at ${host}:${port}: ${holds}.`,
    "Stop every other installation that uses these sign-ins before you start this one.",
  ]
}

function tellKeys(sealed: Record<string, number>, keys: VaultKey[]): string[] {
  return Object.entries(sealed).map(([keyId, count]) =>
    keys.some((one) => one.keyId === keyId)
      ? `The vault key ${keyId} is here; it sealed ${formatAmount(count, "value")}.`
      : `The vault key ${keyId} is MISSING; it sealed ${formatAmount(count, "value")}, which will not open. Put it into VAULT_KEYS before you start.`,
  )
}

function tellJournal({ name, counts }: ReadJournal, keys: VaultKey[]): string[] {
  const amount = Object.values(counts).reduce((sum, one) => sum + one, 0)
  const missing = Object.entries(counts).filter(([keyId]) =>
    keys.every((one) => one.keyId !== keyId),
  )
  return [
    `The journal ${name} has ${formatAmount(amount, "entry", "entries")}.`,
    ...missing.map(
      ([keyId, count]) =>
        `The vault key ${keyId} is MISSING; it sealed ${formatAmount(count, "entry", "entries")} of this journal, which do not count without it.`,
    ),
  ]
}

async function readJournals(stores: JournalStore[]): Promise<Journals> {
  try {
    const counts = await Promise.all(stores.map(countKeys))
    const journals = stores.map(({ name }, index) => ({ name, counts: counts[index] ?? {} }))
    return { newest: await readNewest(stores), journals }
  } finally {
    await Promise.all(stores.map((one) => one.close()))
  }
}

type Asked = { file: string; yes: boolean; journals: string[]; survey: BackupSurvey }
type ReadJournal = { name: string; counts: KeyCounts }
type Journals = { newest: NewestEntries; journals: ReadJournal[] }
type Told = { survey: BackupSurvey; open: NewestEntries; shut: number; journals: ReadJournal[] }
