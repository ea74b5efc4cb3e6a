import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { type NewestEntries, type OpenEntries, onlyOpen, readNewest } from "@/keeper/journal/newest"
import { findJournal, isFolder, openStore } from "@/keeper/journal/open-store"
import type { Recovered } from "@/keeper/journal/recover"
import { countKeys, type JournalStore, type KeyCounts } from "@/keeper/journal/store"
import { findCode } from "@/keeper/outgoing/failure-code"
import { createVault, type Vault } from "@/keeper/vault/vault"
import { DAMAGED } from "@/lib/damaged-values"
import { openClient } from "@/lib/db/connection"
import { requireDatabaseUrl } from "@/lib/db/database-url"
import { formatAmount } from "@/lib/format"
import { listPresent } from "@/lib/list-present"
import { journalTroubleText } from "@/lib/words/journal-trouble-text"
import { readMigrations } from "@/prisma/read-migrations"
import { findMissingKeys, type MissingKeys, tellKeys } from "@/scripts/backup/find-missing-keys"
import {
  ageOf,
  foretell,
  listLacking,
  tellForetelling,
  tellLacking,
  tellSilent,
} from "@/scripts/backup/foretell"
import { type BackupSurvey, surveyBackup } from "@/scripts/backup/read-backup"
import { restore } from "@/scripts/backup/restore"
import { ensureInstallationId } from "@/scripts/start/secrets"
import { done, failed, type Result, readWords, wrongWords } from "./command"
import { migrateRestored } from "./migrate"
import { type Emptied, openStopped } from "./open-stopped"

const UNCONFIRMED = 3
const OPTIONS = {
  yes: { type: "boolean" },
  journal: { type: "string", multiple: true },
  without: { type: "string", multiple: true },
} as const

/**
 * Tells what a restore of the file would do, and does it with `--yes`. The journal is read where the environment says that it
 * is, and from each `--journal`.
 */
export async function restoreBackup(words: string[]): Promise<Result> {
  const asked = readAsked(words)
  if (asked === null) {
    return wrongWords(
      "Name one back-up. Add --journal with a folder or a database's address for each journal that no setting names, --without with the id of each vault key that is lost, and --yes to restore it.",
    )
  }
  const survey = await surveyBackup(asked.file)
  await requireKnownMigrations(survey)
  const stopped = await openStopped()
  return restoreInto(stopped, { ...asked, survey }).finally(stopped.close)
}

async function restoreInto(stopped: Emptied, { survey, ...asked }: Asked): Promise<Result> {
  const { source, url, keys } = stopped
  const places = [...new Set([findJournal(source) ?? [], ...asked.journal].flat())]
  const absent = places.find((place) => isFolder(place) && !existsSync(place))
  if (absent !== undefined) return failed(`There is no journal at ${absent}. Nothing was changed.`)
  const stores = places.map((place) => openStore(place, { keeperId: "command", source }))
  const { header } = survey
  const vault = createVault({ keys, installationId: header.installation })
  const { newest, journals } = await readJournals(stores, vault)
  const opened = await onlyOpen(newest, vault)
  const missing = await findMissingKeys({ sealed: survey.sealed, journals }, vault)
  const shut = newest.size - opened.open.size
  const lacking = listLacking(survey, newest).length
  const told = tell(stopped, { ...opened, survey, shut, journals, missing, lacking })
  if (!asked.yes) {
    const text = [...told, "Nothing was changed. Run this again with --yes to restore."].join("\n")
    return { status: UNCONFIRMED, text, facts: { changed: false, told, header } }
  }
  const needed = [...missing.keys()].filter(
    (keyId) => keyId !== DAMAGED && !asked.without.includes(keyId),
  )
  if (needed.length > 0) {
    const flags = needed.map((keyId) => `--without ${keyId}`).join(" ")
    const text = `Nothing was changed. If the missing keys are lost for good, add ${flags}.`
    return failed([...told, text].join("\n"), { changed: false, told, header })
  }
  const client = await openClient(url)
  const recovered = await restore(client, {
    path: asked.file,
    url,
    header,
    schema: requireDatabaseUrl(url).schema,
    vault,
    newest,
    installationId: source.INSTALLATION_ID ?? (await ensureInstallationId(stopped.dataDir)),
    dataDir: stopped.dataDir,
  }).finally(() => client.end())
  const web = await migrateRestored(url, stopped.webRoles)
  return done([...told, ...tellRecovered(recovered, web)].join("\n"), {
    changed: true,
    header,
    recovered,
    web,
  })
}

function tellRecovered(recovered: Recovered, web: string[]): string[] {
  const { newer, begun, shut, otherApp, elsewhere } = recovered
  return listPresent([
    `Restored. From the journal came newer token sets of ${formatAmount(newer, "sign-in")}, and ${formatAmount(begun, "sign-in")} that began later.`,
    shut > 0 &&
      `The vault keys do not open what the journal has of ${formatAmount(shut, "sign-in")}.`,
    elsewhere > 0 &&
      `${formatAmount(elsewhere, "sign-in that was", "sign-ins that were")} handed over to another installation since the back-up: nothing is sent for them here.`,
    otherApp > 0 &&
      `The journal also has ${formatAmount(otherApp, "sign-in")} of a Xero app that is not in the back-up.`,
    ...web,
    "Start Tenantry: it asks Xero for each sign-in at once, and says which need reconnecting.",
  ])
}

function readAsked(words: string[]): Omit<Asked, "survey"> | null {
  const read = readWords(words, OPTIONS)
  const [file, ...rest] = read?.positionals ?? []
  if (read === null || file === undefined || rest.length > 0) return null
  const { yes = false, journal = [], without = [] } = read.values
  return { file: resolve(file), yes, journal, without }
}

async function requireKnownMigrations({ header }: BackupSurvey): Promise<void> {
  const known = (await readMigrations()).map(({ name }) => name)
  const later = header.migrations.find((name) => !known.includes(name))
  if (later === undefined) return
  throw new Error(
    `The back-up was made by a later version of Tenantry (${header.version}, which has the migration ${later}). Restore it with that version.`,
  )
}

function tell({ url, holds }: Emptied, about: Told): string[] {
  const { survey, open, elsewhere, receivedAt, shut, journals, missing, lacking } = about
  const now = new Date()
  const { header } = survey
  const { host, port, database } = requireDatabaseUrl(url)
  return listPresent([
    `The back-up is ${ageOf(header, now)} old (${header.takenAt}), made by Tenantry ${header.version} with PostgreSQL ${header.server}: ${formatAmount(header.organisations, "organisation")}, ${formatAmount(header.members, "member")}, ${formatAmount(header.events, "event")}.`,
    ...(journals.length === 0 ? NO_JOURNAL : journals.map(tellJournal)),
    journals.length > 0 && lacking > 0 && tellLacking(lacking),
    ...tellSilent(receivedAt),
    shut > 0 &&
      `What the journal has of ${formatAmount(shut, "sign-in")} cannot be opened with the vault keys of this installation.`,
    ...tellForetelling(foretell(survey, open, { now, elsewhere })),
    ...tellKeys(survey, missing),
    `It replaces all that is in the database ${database} at ${host}:${port}: ${holds}.`,
    "Members, services, links and their rights will be as they were then: remove again what was removed since. Everybody has to sign in again.",
    "Stop every other installation that uses these sign-ins before you start this one.",
  ])
}

function tellJournal({ name, counts }: ReadJournal): string {
  const amount = Object.values(counts).reduce((sum, one) => sum + one, 0)
  return `The journal ${name} has ${formatAmount(amount, "entry", "entries")}.`
}

async function readJournals(stores: JournalStore[], vault: Vault): Promise<Journals> {
  try {
    const counts = await Promise.all(stores.map(readCounts))
    const journals = stores.map(({ name }, index) => ({ name, counts: counts[index] ?? {} }))
    return { newest: await readNewest(stores, vault), journals }
  } finally {
    await Promise.all(stores.map((one) => one.close()))
  }
}

function readCounts(store: JournalStore): Promise<KeyCounts> {
  return countKeys(store).catch((cause: Error) => {
    throw new Error(
      `The journal ${store.name} cannot be read: ${journalTroubleText(findCode(cause) ?? cause.message)}.`,
      {
        cause,
      },
    )
  })
}

const NO_JOURNAL = [
  "There is no journal: no setting names one, and --journal was not given.",
  "So this restore cannot know of hand-overs after the back-up: a sign-in that has since moved to another installation is used here again, and each side can break it for the other.",
]

type Asked = {
  file: string
  yes: boolean
  journal: string[]
  without: string[]
  survey: BackupSurvey
}
type ReadJournal = { name: string; counts: KeyCounts }
type Journals = { newest: NewestEntries; journals: ReadJournal[] }
type Told = OpenEntries & {
  survey: BackupSurvey
  shut: number
  missing: MissingKeys
  lacking: number
} & Pick<Journals, "journals">
