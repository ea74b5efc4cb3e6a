// What spreadsheets take for a formula (OWASP, CSV injection), behind whatever cannot be seen. Twins of these characters, full-width
// ones for example, are the same after NFKC, save the minus of mathematics.
const FORMULA =
  /^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*[=+\-\u2212@]|^[\t\r\n]/u

/** One record of CSV (RFC 4180). No cell is a formula, whatever a name says. */
export function csvRecord(cells: string[]): string {
  return `${cells.map(cell).join(",")}\r\n`
}

function cell(text: string): string {
  const inert = FORMULA.test(text.normalize("NFKC")) ? `'${text}` : text
  return `"${inert.replaceAll('"', '""')}"`
}
