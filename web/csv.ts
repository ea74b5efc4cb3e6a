// What spreadsheets take for a formula (OWASP, CSV injection), their full-width twins included.
const FORMULA = /^[\s\u200b-\u200f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/

/** One record of CSV (RFC 4180). No cell is a formula, whatever a name says. */
export function csvRecord(cells: string[]): string {
  return `${cells.map(cell).join(",")}\r\n`
}

function cell(text: string): string {
  const inert = FORMULA.test(text) ? `'${text}` : text
  return `"${inert.replaceAll('"', '""')}"`
}
