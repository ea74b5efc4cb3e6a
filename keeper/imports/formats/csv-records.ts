const MOST_FIELDS = 200
const LONGEST_QUOTED = 10_000
const LINE_END = /\r\n|\r|\n/g

/**
 * The records of a table, each with the line that it begins in and without the empty fields at its end; empty lines are
 * none. Stops after `mostRecords`. A quoted field may have lines of its own. A quote that nothing closes makes its own line
 * wrong, and no other.
 */
export function splitRecords(text: string, mostRecords: number): CsvRecord[] {
  const separator = separatorOf(text)
  const records: CsvRecord[] = []
  let { at, line } = skipLineEnds(text, { at: 0, line: 1 })
  while (at < text.length && records.length <= mostRecords) {
    const { fields, isOpen, end } = readRecord(text, at, separator)
    const filled = fields.findLastIndex((field) => field !== "")
    if (filled !== -1) records.push({ line, fields: fields.slice(0, filled + 1), isOpen })
    line += text.slice(at, end).match(LINE_END)?.length ?? 0
    ;({ at, line } = skipLineEnds(text, { at: end, line }))
  }
  return records
}

function skipLineEnds(text: string, { at, line }: Place): Place {
  let [next, lines] = [at, line]
  for (; text[next] === "\n" || text[next] === "\r"; next += 1)
    if (text[next] === "\n" || text[next + 1] !== "\n") lines += 1
  return { at: next, line: lines }
}

/** One record without its line end. */
function readRecord(text: string, start: number, separator: string): ReadRecord {
  const fields: string[] = []
  let [at, isOpen] = [start, false]
  while (fields.length < MOST_FIELDS) {
    const field = readField(text, at, separator)
    fields.push(field.value.trim())
    isOpen ||= field.isOpen
    at = field.end
    if (text[at] !== separator) return { fields, isOpen, end: at }
    at += 1
  }
  const rest = text.slice(at).search(/[\r\n]/)
  return { fields, isOpen, end: rest === -1 ? text.length : at + rest }
}

function readField(text: string, from: number, separator: string): Field {
  let start = from
  while (text[start] === " ") start += 1
  if (text[start] !== '"') return readPlain(text, start, separator)
  const close = closingQuote(text, start, separator)
  if (close === -1) return { ...readPlain(text, start, separator), isOpen: true }
  const value = text.slice(start + 1, close).replaceAll('""', '"')
  const rest = readPlain(text, close + 1, separator)
  return { value: value + rest.value, end: rest.end, isOpen: false }
}

/** The quote that closes the one at `start`, or -1. In a later line only one counts that a field can end with. */
function closingQuote(text: string, start: number, separator: string): number {
  let at = text.indexOf('"', start + 1)
  while (at !== -1 && at - start <= LONGEST_QUOTED && text[at + 1] === '"')
    at = text.indexOf('"', at + 2)
  if (at === -1 || at - start > LONGEST_QUOTED) return -1
  const isEnd = [separator, "\r", "\n", undefined].includes(text[at + 1])
  return isEnd || !/[\r\n]/.test(text.slice(start, at)) ? at : -1
}

function readPlain(text: string, start: number, separator: string): Field {
  let end = start
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r")
    end += 1
  return { value: text.slice(start, end), end, isOpen: false }
}

/** The one that the line of names has most of, or else the first line. */
function separatorOf(text: string): string {
  const lines = text.slice(0, LONGEST_QUOTED).split(LINE_END).filter(Boolean)
  const line = lines.find((one) => /refresh[ _-]?token/i.test(one)) ?? lines[0] ?? ""
  const counts = [",", ";", "\t"].map((one) => ({ one, count: line.split(one).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).one
}

export type CsvRecord = { line: number; fields: string[]; isOpen: boolean }
type Place = { at: number; line: number }
type ReadRecord = Omit<CsvRecord, "line"> & { end: number }
type Field = { value: string; end: number; isOpen: boolean }
