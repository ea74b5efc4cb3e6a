const EARLIEST = Date.UTC(2006, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

/**
 * The moment that a text of Xero's API names: ISO 8601 without a zone, which is UTC, or with one, or `/Date(…)/` as its
 * accounting API writes it. Null for anything else, and for what .NET writes for no time, the years 1 and 9999.
 */
export function utcMoment(text: string): Date | null {
  const [, milliseconds] = /^\/Date\((\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text) ?? []
  const [, day, time, zone] = ISO.exec(withoutLeap(text)) ?? []
  const at =
    milliseconds !== undefined
      ? Number(milliseconds)
      : day === undefined
        ? Number.NaN
        : Date.parse(`${day}T${time}${zone?.toUpperCase() || "Z"}`)
  const isDay =
    day === undefined || new Date(`${day}T00:00Z`).getUTCDate() === Number(day.slice(-2))
  return at >= EARLIEST && at < LATEST && isDay ? new Date(at) : null
}

/** A date in a header of HTTP (RFC 9110 §5.6.7): always in UTC, whatever zone this machine is in. */
export function httpDate(text: string | null): Date | null {
  if (text === null || !/^[A-Za-z]{3,9},? .*\d\d:\d\d:\d\d/.test(text)) return null
  const known = withoutLeap(text)
  const at = Date.parse(/(?:GMT|UTC|[+-]\d{4})$/.test(known) ? known : `${known} GMT`)
  return at >= EARLIEST && at < LATEST ? new Date(at) : null
}

/** JavaScript knows no leap second. */
function withoutLeap(text: string): string {
  return text.replace(/(:\d\d:)60/, (_, before: string) => `${before}59`)
}

/** To milliseconds, as far as they go. */
const ISO = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)\d*(Z|z|[+-]\d\d:?\d\d)?$/
