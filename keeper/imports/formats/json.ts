import { findEntry } from "@/keeper/imports/formats/entries"
import { type FileRow, toRow } from "@/keeper/imports/formats/row"
import { parseJson } from "@/lib/parse-json"

const DEEPEST = 24
// Of a file that should be read at all: its size alone limits neither.
const DEEPEST_PARSED = 1_000
const MOST_PARTS = 300_000

/**
 * The sign-ins in a JSON document, wherever in it they stand, in its order. An object that is one is not searched further.
 * Null where the text is no JSON that could be meant.
 */
export function readJsonRows(text: string): FileRow[] | "too_many" | null {
  const { lines, parts, deepest } = survey(text)
  if (deepest > DEEPEST_PARSED) return null
  if (parts > MOST_PARTS) return "too_many"
  const document = parseJson(text) ?? parseJsonLines(text)
  return document === undefined ? null : walk(document as object, lines)
}

/** Programs also write a value in each line (JSON lines), instead of one document. */
function parseJsonLines(text: string): unknown[] | undefined {
  const values = text.split("\n").flatMap((line) => (line.trim() ? [parseJson(line)] : []))
  return values.every((one) => isPart(one)) ? values : undefined
}

/** By hand, not by recursion: a hostile file nests as deep as it likes. */
function walk(document: object, lines: number[]): FileRow[] {
  const rows: FileRow[] = []
  let objects = 0
  const root = { value: document, name: null, depth: 0 }
  const stack: Visit[] = [{ ...root, isListed: false, isInside: false }]
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const line = Array.isArray(visit.value) ? 0 : (lines[objects++] ?? 1)
    const found = visit.isInside ? [] : rowsOf(visit, line)
    rows.push(...found)
    for (const one of below(visit, found.length > 0).reverse()) stack.push(one)
  }
  return rows
}

/** What is inside a sign-in is visited only to count its objects. */
function below({ value, name, depth, isInside }: Visit, isFound: boolean): Visit[] {
  return partsOf(value).map(([key, part]) => ({
    value: part,
    name: key ?? name,
    depth: depth + 1,
    isListed: Array.isArray(value) && depth === 0,
    isInside: isInside || isFound,
  }))
}

function rowsOf({ value, name, depth, isListed }: Visit, line: number): FileRow[] {
  if (Array.isArray(value) || depth > DEEPEST) return []
  const entry = findEntry(value as Record<string, unknown>, name)
  if (entry !== null) return entry.map((found) => toRow({ ...found, line }))
  if (!isListed || partsOf(value).length > 0) return []
  const source = "token_set"
  return [{ kind: "wrong", line, source, reference: null, why: "not_recognised" }]
}

/** The lists and objects that it holds, each with its name; null in a list. */
function partsOf(value: object): [string | null, object][] {
  if (Array.isArray(value)) return value.filter(isPart).map((one) => [null, one])
  return Object.entries(value).flatMap(([name, one]) => (isPart(one) ? [[name, one]] : []))
}

function isPart(value: unknown): value is object {
  return value !== null && typeof value === "object"
}

/**
 * In which line each object begins, in the order of the document; how many lists and objects there are, and how deep. Stops
 * where it is too many or too deep.
 */
function survey(text: string): { lines: number[]; parts: number; deepest: number } {
  const lines: number[] = []
  const marks = /["{}[\]\n]/g
  let [line, parts, depth, deepest] = [1, 0, 0, 0]
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    const [mark] = found
    if (mark === '"') marks.lastIndex = endOfString(text, found.index) + 1
    if (mark === "\n") line += 1
    if (mark === "{") lines.push(line)
    const step = STEPS[mark] ?? 0
    depth += step
    deepest = Math.max(deepest, depth)
    parts += Math.max(0, step)
    if (deepest > DEEPEST_PARSED || parts > MOST_PARTS) break
  }
  return { lines, parts, deepest }
}

const STEPS: Record<string, number> = { "{": 1, "[": 1, "}": -1, "]": -1 }

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0
  while (text[at - 1 - slashes] === "\\") slashes += 1
  return slashes % 2 === 1
}

type Visit = {
  value: object
  /** Under which name it stands, or the list that it stands in. */
  name: string | null
  depth: number
  /** It stands in a list that is the whole document. */
  isListed: boolean
  /** It belongs to a sign-in that was found already. */
  isInside: boolean
}
