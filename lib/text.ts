// Line ends and other controls, including U+0000, which no row can hold.
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu
// Marks that change the direction of the text after them, or how it is drawn.
const TURNING = /[\u202A-\u202E\u2066-\u206F]/g
// Halves of pairs, and what will never be a character: XML cannot hold them.
const NO_CHARACTERS = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/gu
// Accents on one letter beyond what any language writes, which would cover the lines around it.
const PILED_UP = /(\p{M}{8})\p{M}+/gu
// White space, controls and whatever a screen draws nothing for.
const NOTHING_TO_SEE = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/**
 * Text from outside or from a member, made safe for rows, e-mails and logs: well-formed Unicode on one line, each
 * character written in one way (NFC), without controls, direction marks and piles of accents, trimmed. If it is longer than
 * `longest` UTF-16 units it is cut and ends in "…".
 */
export function storableText(text: string, longest: number): string {
  // Cut first, so that no megabytes are searched, but with some room: what is removed afterwards may be at the start.
  const line = plain(cut(text, longest * ROOM))
  return line.length > longest ? `${cut(line, longest - 1).trim()}…` : line
}

/** A name as people see it: an invisible one is shown as "(no name)". */
export function visibleName(name: string): string {
  return isBlank(name) ? "(no name)" : name
}

/** Whether nothing of a name can be seen. */
export function isBlank(name: string): boolean {
  return NOTHING_TO_SEE.test(name)
}

function plain(text: string): string {
  const wellFormed = text.replace(NO_CHARACTERS, "\uFFFD").normalize("NFC")
  return wellFormed.replace(CONTROLS, " ").replace(TURNING, "").replace(PILED_UP, "$1").trim()
}

/** Cuts between two characters as readers see them, an accent or a family of emoji included, unless one is endless. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text
  const characters = CHARACTERS.segment(text.slice(0, longest + LONGEST_CHARACTER))
  const index = characters.containing(longest)?.index ?? longest
  if (longest - index <= LONGEST_CHARACTER) return text.slice(0, index)
  return text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, "")
}

const ROOM = 4
const CHARACTERS = new Intl.Segmenter("en", { granularity: "grapheme" })
const LONGEST_CHARACTER = 32
