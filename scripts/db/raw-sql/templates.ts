/**
 * The texts that stand right behind each `opening` in a source, with their holes: template literals, and plain strings in
 * brackets. Types and a bracket may stand between. One that stands within another is a hole of that one.
 */
export function findTemplates(source: string, opening: RegExp): Template[] {
  const found: Template[] = []
  let from = 0
  for (const { 0: words, index } of source.matchAll(opening)) {
    if (index < from) continue
    const at = textAfter(source, index + words.length)
    if (at === null) continue
    const { pieces, end } = readTemplate(source, at)
    found.push({ at: index, pieces })
    from = end
  }
  return found
}

/** Where a text begins behind type arguments, a bracket and white space; null if something else is there. */
function textAfter(source: string, from: number): number | null {
  let at = source[from] === "<" ? endOfTypes(source, from) : from
  while (/[\s(]/.test(source[at] ?? "")) at += 1
  return /["'`]/.test(source[at] ?? "") ? at : null
}

function endOfTypes(source: string, from: number): number {
  let open = 0
  let at = from
  do {
    if (source[at] === "<") open += 1
    else if (source[at] === ">" && source[at - 1] !== "=") open -= 1
    at += 1
  } while (open > 0 && at < source.length)
  return at
}

/** Reads the literal that begins at `at`, as JavaScript would. */
function readTemplate(source: string, at: number): { pieces: Piece[]; end: number } {
  const quote = source[at]
  const pieces: Piece[] = []
  let text = ""
  let end = at + 1
  while (end < source.length && source[end] !== quote) {
    if (source[end] === "\\") {
      text += source[end + 1] === "n" ? "\n" : (source[end + 1] ?? "")
      end += 2
    } else if (quote === "`" && source.startsWith("${", end)) {
      const holeEnd = endOfHole(source, end + 2)
      pieces.push({ text }, { hole: source.slice(end + 2, holeEnd) })
      text = ""
      end = holeEnd + 1
    } else {
      text += source[end]
      end += 1
    }
  }
  return { pieces: [...pieces, { text }], end: end + 1 }
}

/** Where the brace stands that closes a hole. */
function endOfHole(source: string, from: number): number {
  let open = 1
  let at = from
  while (at < source.length) {
    if (/["'`]/.test(source[at] ?? "")) {
      at = readTemplate(source, at).end
      continue
    }
    if (source[at] === "{") open += 1
    else if (source[at] === "}") open -= 1
    if (open === 0) return at
    at += 1
  }
  return at
}

export type Piece = { text: string } | { hole: string }
export type Template = { at: number; pieces: Piece[] }
