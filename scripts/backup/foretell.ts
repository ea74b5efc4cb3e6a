import type { NewestEntries } from "@/keeper/journal/newest"
import { formatAmount, formatCount } from "@/lib/format"
import { listPresent } from "@/lib/list-present"
import type { ChainLine, Header } from "./backup-format"
import type { BackupSurvey } from "./read-backup"

const GRACE_IN_MILLISECONDS = 30 * 60 * 1_000
const NAMED = 20
// Each chain that works is refreshed at least once a day.
const SILENT_AFTER_IN_MILLISECONDS = 26 * 60 * 60 * 1_000

/**
 * What will come of each sign-in of a back-up: the journal has a newer token set, or it was not to be refreshed since, or its
 * token set was used up and the next is lost. `now` is the time of the restore; `elsewhere` are the grants of which the
 * journal says that another installation has them or may claim them.
 */
export function foretell(
  { chains }: BackupSurvey,
  newest: NewestEntries,
  { now, elsewhere = new Set() }: { now: Date; elsewhere?: Set<string> },
): Foretelling {
  const known = new Set(chains.map((one) => one.grantId))
  const isHere = (grantId: string) => !elsewhere.has(grantId)
  const begun = [...newest.keys()].filter((id) => !known.has(id) && isHere(id)).length
  const here = chains.filter((one) => isHere(one.grantId))
  const newer = here.filter((one) => isNewer(one, newest))
  const lost = here.filter((one) => !isCovered(one, newest) && isUsedUp(one, now))
  const unlisted = [...elsewhere].filter((id) => !known.has(id)).length
  const counts = { newer: newer.length, begun, elsewhere: elsewhere.size, unlisted }
  return { chains: chains.length, ...counts, lost }
}

/** The same in sentences, with the organisations that will probably need reconnecting. */
export function tellForetelling(foretold: Foretelling): string[] {
  const { chains, newer, begun, elsewhere, unlisted, lost } = foretold
  const names = lost.flatMap((one) => one.organisations)
  const more = names.length - NAMED
  return listPresent([
    `It holds ${formatAmount(chains, "sign-in")}. The journal has a newer token set of ${newer}, and ${formatAmount(begun, "sign-in")} that began later.`,
    elsewhere > 0 &&
      `According to the journal, ${formatAmount(elsewhere, "sign-in was", "sign-ins were")} handed over to another installation. They stay handed over.`,
    unlisted > 0 &&
      `Of these, ${formatCount(unlisted)} began after the back-up. Neither it nor the journal knows which organisations they reach, so those are not listed here. The other installation can still claim them.`,
    lost.length === 0
      ? "None should need reconnecting."
      : `Probably to be reconnected: ${formatAmount(lost.length, "sign-in")}, because their refresh tokens were used up since.`,
    ...names.slice(0, NAMED).map((name) => `  ${name}`),
    more > 0 && `  and ${formatAmount(more, "more organisation")}`,
  ])
}

/**
 * The sign-ins that the journal should have and has not: what the back-up holds was written there first, unless the journal is
 * newer than that or could not be written.
 */
export function listLacking({ chains }: BackupSurvey, newest: NewestEntries): ChainLine[] {
  return chains.filter((one) => one.tokenSetId !== null && !isCovered(one, newest))
}

/** The same in a sentence. */
export function tellLacking(count: number): string {
  return `The journal should have ${formatAmount(count, "more sign-in")}, or newer token sets of them. Is one of its files missing, or the journal of another keeper?`
}

/**
 * A sentence where the journal went on for more than a day without some sign-ins, which were to be refreshed by then: it tells a
 * lost file, too, where an older one still has something newer than the back-up of each.
 */
export function tellSilent(receivedAt: Date[]): string[] {
  const last = receivedAt.reduce((latest, one) => Math.max(latest, one.getTime()), 0)
  const silent = receivedAt.filter((one) => last - one.getTime() > SILENT_AFTER_IN_MILLISECONDS)
  if (silent.length === 0) return []
  return [
    `The journal goes on until ${new Date(last).toISOString()}, but has nothing of the day before that from ${formatAmount(silent.length, "sign-in")}: either these ended or could not be refreshed, or one of its files is missing.`,
  ]
}

/** How old the back-up is, in words. */
export function ageOf({ takenAt }: Header, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - Date.parse(takenAt)) / 60_000))
  if (minutes < 120) return formatAmount(minutes, "minute")
  return minutes < 48 * 60
    ? formatAmount(Math.floor(minutes / 60), "hour")
    : formatAmount(Math.floor(minutes / (24 * 60)), "day")
}

function isNewer({ grantId, chain, epoch, tokenSetId }: ChainLine, newest: NewestEntries): boolean {
  const [entry] = newest.get(grantId) ?? []
  if (entry === undefined || entry.id === tokenSetId) return false
  return entry.chain > chain || (entry.chain === chain && entry.epoch > epoch)
}

function isCovered(chain: ChainLine, newest: NewestEntries): boolean {
  const [entry] = newest.get(chain.grantId) ?? []
  return entry?.id === chain.tokenSetId || isNewer(chain, newest)
}

function isUsedUp({ dueAt }: ChainLine, now: Date): boolean {
  return Date.parse(dueAt) + GRACE_IN_MILLISECONDS < now.getTime()
}

export type Foretelling = {
  chains: number
  newer: number
  begun: number
  elsewhere: number
  /** Of those elsewhere: they began after the back-up, so their organisations are not known. */
  unlisted: number
  lost: ChainLine[]
}
