import { type FileRow, toRow } from "@/keeper/imports/formats/row"

const TOKEN_NAMES = ["refreshtoken", "xerorefreshtoken", "token"]
const REFERENCE_NAMES = [
  "reference",
  "ref",
  "name",
  "tenantname",
  "organisation",
  "organization",
  "orgname",
  "customer",
  "client",
  "company",
  "label",
  "email",
  "tenantid",
  "id",
]

/**
 * A table of refresh tokens (RFC 4180; comma, semicolon or tab). With a line of names, the columns *refresh_token* and
 * *reference* may stand anywhere among others; without one, the token comes first and a reference may follow. Null where
 * a line of names has no column for the token. Stops soon after `mostRows`.
 */
export function readCsv(text: string, mostRows: number): FileRow[] | null {
  const records = splitRecords(text, mostRows + 1)
  const [first] = records
  if (first === undefined) return []
  const columns = columnsIn(first.fields)
  if (columns === null && first.fields.length > 2 && first.fields.every(isName)) return null
  const body = columns === null ? records : records.slice(1)
  return body.map((record) => rowOf(record, columns))
}

function rowOf({ line, fields, isOpen }: CsvRecord, columns: Columns | null): FileRow {
  const source = "csv"
  const { token, reference, accessToken, idToken, clientId, expires } = columns ?? PLAIN
  const found = { line, source, reference: fields[reference] } as const
  if (isOpen) return { ...toRow({ ...found, refreshToken: "" }), kind: "wrong", why: "open_quote" }
  if (columns === null && fields.length > 2) {
    const row = toRow({ ...found, refreshToken: "" })
    return { ...row, kind: "wrong", why: "too_many_fields" }
  }
  return toRow({
    ...found,
    refreshToken: fields[token],
    accessToken: fields[accessToken],
    idToken: fields[idToken],
    clientId: fields[clientId],
    accessTokenExpiresAt: fields[expires],
  })
}

function columnsIn(fields: string[]): Columns | null {
  const names = fields.map((field) => field.toLowerCase().replace(/[^a-z]/g, ""))
  const [token] = TOKEN_NAMES.map((name) => names.indexOf(name)).filter((index) => index >= 0)
  if (token === undefined) return null
  const references = REFERENCE_NAMES.map((name) => names.indexOf(name))
  return {
    token,
    reference: references.find((index) => index >= 0 && index !== token) ?? -1,
    accessToken: names.indexOf("accesstoken"),
    idToken: names.indexOf("idtoken"),
    clientId: names.indexOf("clientid"),
    expires: Math.max(names.indexOf("expiresat"), names.indexOf("expires")),
  }
}

/** Whether a field could be the name of a column, and no token. */
function isName(field: string): boolean {
  return /^[a-z][a-z _-]{0,30}$/i.test(field)
}

/** The records of a table, each with the line that it begins in; empty lines are none. */
function splitRecords(text: string, mostRecords: number): CsvRecord[] {
  const separator = separatorOf(text)
  const records: CsvRecord[] = []
  let [at, line] = [0, 1]
  while (at < text.length && records.length <= mostRecords) {
    const begin = line
    const fields: string[] = []
    let isOpen = false
    for (;;) {
      const field = readField(text, at, separator)
      fields.push(field.value.trim())
      at = field.end
      isOpen ||= field.isOpen
      if (text[at] !== separator) break
      at += 1
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at += 1
    at += 1
    line += 1
    if (fields.some((field) => field !== "")) records.push({ line: begin, fields, isOpen })
  }
  return records
}

function readField(text: string, start: number, separator: string): Field {
  if (text[start] !== '"') return readPlain(text, start, separator)
  let at = start + 1
  let value = ""
  for (;;) {
    const quote = text.indexOf('"', at)
    // No token or reference has lines: a quote that its own line does not close makes that line wrong, and no other.
    if (quote === -1 || /[\r\n]/.test(text.slice(at, quote)))
      return { ...readPlain(text, start, separator), isOpen: true }
    value += text.slice(at, quote)
    at = quote + 1
    if (text[at] !== '"') break
    value += '"'
    at += 1
  }
  const rest = readPlain(text, at, separator)
  return { value: value + rest.value, end: rest.end, isOpen: false }
}

function readPlain(text: string, start: number, separator: string): Field {
  let end = start
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r")
    end += 1
  return { value: text.slice(start, end), end, isOpen: false }
}

/** The one that the first line has most of. */
function separatorOf(text: string): string {
  const first = /[^\r\n]+/.exec(text)?.[0] ?? ""
  const counts = [",", ";", "\t"].map((one) => ({ one, count: first.split(one).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).one
}

const PLAIN: Columns = {
  token: 0,
  reference: 1,
  accessToken: -1,
  idToken: -1,
  clientId: -1,
  expires: -1,
}

type Columns = {
  token: number
  reference: number
  accessToken: number
  idToken: number
  clientId: number
  expires: number
}
type CsvRecord = { line: number; fields: string[]; isOpen: boolean }
type Field = { value: string; end: number; isOpen: boolean }
