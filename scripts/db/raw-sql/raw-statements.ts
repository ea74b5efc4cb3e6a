import { findDeclaration, readSource, type Source } from "./declarations"
import { findTemplates, type Piece } from "./templates"

// A whole statement may also be made by a function, as a fragment.
const STATEMENT = /\$(?:queryRaw|executeRaw)\b(?!Unsafe)|\.query(?=[(<])|\bPrisma\.sql\b/g
const FRAGMENT = /\bPrisma\.(?:sql|raw)\b/g
const CONSTANT = /\b[A-Z][A-Z_]{2,}\b/g
const VALUE = "\u0000"
const DEEPEST = 6

/**
 * Every raw statement and fragment of a file as PostgreSQL gets it: values as `$1`, `$2` …, fragments of SQL put in. Where a hole takes one
 * of several fragments there are as many statements. `known` are the fragments that only a run can tell, by name.
 */
export function listRawStatements(file: string, known: Record<string, string>): RawStatement[] {
  const source = readSource(file)
  return findTemplates(source.text, STATEMENT).flatMap(({ pieces, at }) => {
    const line = source.text.slice(0, at).split("\n").length
    return expand(pieces, { source, known, depth: 0 }).map((text) => {
      let values = 0
      return { place: `${file}:${line}`, text: text.replaceAll(VALUE, () => `$${++values}`) }
    })
  })
}

/** The names in double quotes in all fragments of a file, wherever they are used; not those that the file makes with `AS`. */
export function listFragmentNames(file: string): string[] {
  const { text } = readSource(file)
  const made = new Set([...text.matchAll(/\bAS "(\w+)"/g)].map(([, name]) => name))
  const written = findTemplates(text, FRAGMENT).flatMap(({ pieces }) =>
    pieces.flatMap((one) => ("text" in one ? [...one.text.matchAll(/"(\w+)"/g)] : [])),
  )
  return written.map(([, name = ""]) => name).filter((name) => !made.has(name))
}

function expand(pieces: Piece[], scope: Scope): string[] {
  const choices = pieces.map((one) => ("text" in one ? [one.text] : fragmentsOf(one.hole, scope)))
  const most = Math.max(1, ...choices.map((one) => one.length))
  return Array.from({ length: most }, (_, turn) =>
    choices.map((one) => one[turn % one.length] ?? VALUE).join(""),
  )
}

/** The fragments that a hole may take; none where it takes a value. */
function fragmentsOf(hole: string, scope: Scope): string[] {
  const own = fragmentsIn(hole, scope)
  if (own.length > 0) return own
  const [, name, member] = /^(\w+)(?:\.(\w+))?/.exec(hole) ?? []
  return name === undefined ? [] : fragmentsNamed(name, { ...scope, member })
}

function fragmentsNamed(name: string, { member, ...scope }: Scope & { member?: string }): string[] {
  const known = Object.hasOwn(scope.known, name) ? [scope.known[name] ?? ""] : []
  const declared = scope.depth < DEEPEST ? findDeclaration(scope.source, name) : null
  if (known.length > 0 || declared === null || declared.text.includes("Raw")) return known
  const within = { ...scope, source: declared.source, depth: scope.depth + 1 }
  const from = member === undefined ? -1 : declared.text.indexOf(`${member}: Prisma`)
  const found = fragmentsIn(
    from === -1 ? givenBy(declared.text) : declared.text.slice(from),
    within,
  )
  if (from !== -1) return found.slice(0, 1)
  const called = /^ *const \w+ = (\w+)\(/.exec(declared.text)?.[1]
  return found.length === 0 && called !== undefined ? fragmentsNamed(called, within) : found
}

/** Of a function what it returns, of a constant all. */
function givenBy(declaration: string): string {
  if (!/^ *(export )?function /.test(declaration)) return declaration
  const [, ...statements] = declaration.split(/^ *(?=(?:const|if|return|for|throw)\b)/m)
  return statements.filter((one) => /\breturn\b/.test(one)).join("")
}

/** The fragments that an expression or a declaration writes down or names. */
function fragmentsIn(text: string, scope: Scope): string[] {
  const written = findTemplates(text, FRAGMENT).flatMap(({ pieces }) => expand(pieces, scope))
  const outside = text.replace(/`[^`]*`/g, "")
  const raw = /Prisma\.raw\((\w+)\)/.exec(outside)?.[1]
  const constant = raw === undefined ? [] : textOf(raw, scope)
  const named = (outside.split(/[?=]/).at(-1)?.match(CONSTANT) ?? []).filter((one) => one !== raw)
  const chosen = outside.includes("?") ? named.flatMap((one) => fragmentsNamed(one, scope)) : []
  return [...written, ...constant, ...chosen, ...(outside.includes("Prisma.empty") ? [""] : [])]
}

/** A constant that holds SQL as plain text. */
function textOf(name: string, { source, known }: Scope): string[] {
  const declared = findDeclaration(source, name)
  const [only] = declared === null ? [] : findTemplates(declared.text, / =/g)
  if (only === undefined) return Object.hasOwn(known, name) ? [known[name] ?? ""] : []
  return [only.pieces.map((one) => ("text" in one ? one.text : VALUE)).join("")]
}

type Scope = { source: Source; known: Record<string, string>; depth: number }
export type RawStatement = { place: string; text: string }
