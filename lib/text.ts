// Line ends and other controls, U+0000 among them, which no row can hold.
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu
// Marks that turn the reading direction of whatever follows them.
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g
const HALF_A_PAIR = /[\uD800-\uDFFF]/gu

/**
 * Somebody else's words, or a member's, as rows, e-mails and logs can hold them: well-formed Unicode on one line, without
 * controls and turned reading directions, trimmed. What is longer than `longest` UTF-16 units ends in "…".
 */
export function storableText(text: string, longest: number): string {
  // Cut first, so that nobody's megabytes are searched; what is removed afterwards may have been at its start.
  const cut = text.length > longest * ROOM ? text.slice(0, longest * ROOM) : text
  const line = plain(cut)
  return line.length > longest ? `${plain(line.slice(0, longest - 1))}…` : line
}

function plain(text: string): string {
  return text.replace(HALF_A_PAIR, "\uFFFD").replace(CONTROLS, " ").replace(TURNING, "").trim()
}

const ROOM = 4
