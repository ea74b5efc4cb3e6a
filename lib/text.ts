// Line ends and other controls, including U+0000, which no row can hold.
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu
// Marks that change the direction of the text after them.
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g
const HALF_A_PAIR = /[\uD800-\uDFFF]/gu
// White space, controls and whatever a screen draws nothing for.
const NOTHING_TO_SEE = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/**
 * Text from outside or from a member, made safe for rows, e-mails and logs: well-formed Unicode on one line, without
 * controls and direction marks, trimmed. If it is longer than `longest` UTF-16 units it is cut and ends in "…".
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
  return text.replace(HALF_A_PAIR, "\uFFFD").replace(CONTROLS, " ").replace(TURNING, "").trim()
}

/** Cuts between two characters, never inside one. */
function cut(text: string, longest: number): string {
  const short = text.slice(0, longest)
  return short.length < text.length ? short.replace(/[\uD800-\uDBFF]$/, "") : short
}

const ROOM = 4
