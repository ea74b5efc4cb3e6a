import { type CsvRecord, splitRecords } from "@/keeper/imports/formats/csv-records"
import { type FileRow, plainName, toRow } from "@/keeper/imports/formats/row"

// A title, a remark and Excel's `sep=` may stand before the line of names.
const MOST_TITLES = 5
const TOKEN_NAMES = ["refreshtoken", "xerorefreshtoken", "refreshtokens", "token"]
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
 * *reference* may stand anywhere among others, and a title or Excel's `sep=` before them; without one, the token comes first
 * and a reference may follow. Stops soon after `mostRows`.
 */
export function readCsvRows(text: string, mostRows: number): FileRow[] | UnreadableTable {
  const records = splitRecords(text, mostRows + MOST_TITLES)
  const [first] = records
  if (first === undefined) return []
  const at = records.slice(0, MOST_TITLES).findIndex((one) => tokenColumnsIn(one.fields).length > 0)
  const { fields } = records[at] ?? first
  if (at === -1 && fields.length > 2 && fields.every(isName)) return "no_token_column"
  if (tokenColumnsIn(fields).length > 1) return "two_token_columns"
  const columns = at === -1 ? null : columnsIn(fields)
  return records.slice(at + 1).map((record) => rowOf(record, columns))
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

/** Where a line of names has columns for the token, by the name that says it best. */
function tokenColumnsIn(fields: string[]): number[] {
  const names = fields.map(plainName)
  const name = TOKEN_NAMES.find((one) => names.includes(one))
  return [...names.keys()].filter((index) => names[index] === name)
}

function columnsIn(fields: string[]): Columns {
  const names = fields.map(plainName)
  const [token = 0] = tokenColumnsIn(fields)
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
type UnreadableTable = "no_token_column" | "two_token_columns"
