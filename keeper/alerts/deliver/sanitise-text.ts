// Characters that a reader cannot see: line ends, other controls, and marks that change the direction of the text.
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu
const TURNING = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g
// What mail programs turn into links: "://", dots between words, "@".
const LINKING = /(?<=\S)([./@:])(?=\S)/g
const WORD_JOINER = "\u2060"
const LONGEST_NAME = 200

/** A name from outside, made safe for a message: one line, no control characters, limited length. */
export function tidyName(name: string): string {
  // Cut at whole characters: PostgreSQL refuses half of a surrogate pair.
  const characters = [...oneLine(name)]
  if (characters.length <= LONGEST_NAME) return characters.join("")
  return `${characters.slice(0, LONGEST_NAME - 1).join("")}…`
}

/** The text on one line, for a header: it cannot start another header. */
export function oneLine(words: string): string {
  return words.replace(CONTROLS, " ").replace(TURNING, "").trim()
}

/** Text that looks the same to a reader, with nothing in it that a mail program would turn into a link. */
export function unlinked(text: string): string {
  return text.replace(LINKING, `$1${WORD_JOINER}`)
}

/** Text for HTML, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
}
