const MINUTE_IN_SECONDS = 60
const HOUR_IN_SECONDS = 60 * MINUTE_IN_SECONDS
const DAY_IN_SECONDS = 24 * HOUR_IN_SECONDS
// Own names: "Sept" or "Sep" depends on the machine's language data, and server and browser must agree.
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")
const RIGHT_TO_LEFT =
  /[\u061C\u200F\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Mandaic}\p{Script=Samaritan}\p{Script=Hanifi_Rohingya}]/u
const UNITS = [
  ["year", 365 * DAY_IN_SECONDS],
  ["month", 30 * DAY_IN_SECONDS],
  ["day", DAY_IN_SECONDS],
  ["hour", HOUR_IN_SECONDS],
  ["minute", MINUTE_IN_SECONDS],
] as const

/** "21 Nov 2026" in the given time zone. */
export function formatDate(at: Date, timeZone: string): string {
  const { day, month, year } = partsOf(at, timeZone)
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`
}

/** "21 Nov 2026, 20:38" in the given time zone. */
export function formatDateTime(at: Date, timeZone: string): string {
  const { hour, minute } = partsOf(at, timeZone)
  return `${formatDate(at, timeZone)}, ${hour}:${minute}`
}

/** "21 Nov 2026, 20:38 UTC": a deadline for readers whose zone nobody knows, as in an e-mail. The day alone is not theirs. */
export function formatDeadline(at: Date): string {
  return `${formatDateTime(at, "UTC")} UTC`
}

/** "2026-11-21" in the given time zone: the form that date fields want. */
export function formatDay(at: Date, timeZone: string): string {
  const { day, month, year } = partsOf(at, timeZone)
  return `${year.padStart(4, "0")}-${month}-${day}`
}

/** "2026-11-21 20:38:05 UTC": the exact instant, for hovering and for support. */
export function formatUtc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`
}

/** "just now", "3 minutes ago", "in 2 days": the largest whole unit. */
export function formatRelative(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000)
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size)
  if (unit === undefined) return "just now"
  const amount = formatAmount(Math.floor(Math.abs(seconds) / unit[1]), unit[0])
  return seconds < 0 ? `${amount} ago` : `in ${amount}`
}

/** "2 hours", "less than a minute": how long something has lasted. */
export function formatElapsed(since: Date, now: Date): string {
  const ago = formatRelative(since, now)
  // It is not over before it began, whatever two clocks say.
  return ago.endsWith(" ago") ? ago.replace(/ ago$/, "") : "less than a minute"
}

/** "8 seconds", "2 minutes": how long to wait, rounded up. */
export function formatWait(seconds: number): string {
  if (seconds < MINUTE_IN_SECONDS) return formatAmount(Math.max(1, Math.ceil(seconds)), "second")
  return formatAmount(Math.ceil(seconds / MINUTE_IN_SECONDS), "minute")
}

/** "58 days left", "last day", "expired": how much of a term remains. */
export function formatTimeLeft(until: Date, now: Date): string {
  const seconds = (until.getTime() - now.getTime()) / 1000
  if (seconds <= 0) return "expired"
  const days = Math.floor(seconds / DAY_IN_SECONDS)
  return days === 0 ? "last day" : `${formatAmount(days, "day")} left`
}

/** "1 organisation", "1,204 organisations"; `many` where an s is not enough. */
export function formatAmount(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** 10000 → "10,000". */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",")
}

/** "a, b and c". */
export function formatList(items: readonly string[]): string {
  if (items.length < 2) return items.join("")
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`
}

/** The same, each said once: a Xero user who consented to several apps comes several times. */
export function formatNames(names: readonly string[]): string {
  return formatList([...new Set(names)])
}

/** The words with a full stop, unless a name at their end brings its own: "Acme Inc.", "Who?", "“Yes!”". */
export function sentence(words: string): string {
  return `${words}${fullStop(words)}`
}

/** What ends a sentence whose last words these are. */
export function fullStop(words: string): "" | "." {
  return /[.!?…。．！？][\p{Pe}\p{Pf}\p{Cf}"'”’]*$/u.test(words) ? "" : "."
}

/** Keeps a name written from right to left from turning the sentence around it (Unicode's first-strong isolate). */
export function isolate(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name
}

/**
 * The zone if it can be counted with, else UTC. It comes from a cookie, so it may be anything, or from a browser: on a machine
 * whose zone nobody knows that says "Etc/Unknown", which it refuses itself.
 */
export function knownZone(name: string | undefined): string {
  try {
    return name && new Intl.DateTimeFormat("en", { timeZone: name }) ? name : "UTC"
  } catch {
    return "UTC"
  }
}

function partsOf(at: Date, timeZone: string): Record<Part, string> {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  })
  const found = Object.fromEntries(format.formatToParts(at).map((one) => [one.type, one.value]))
  const { year = "", month = "", day = "", hour = "", minute = "" } = found
  return { year, month, day, hour, minute }
}

type Part = "year" | "month" | "day" | "hour" | "minute"
