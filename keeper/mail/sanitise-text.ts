import { storableText } from "@/lib/text"

// What mail programs turn into links: "://", dots between words, "@".
const LINKING = /(?<=\S)([./@:])(?=\S)/g
const WORD_JOINER = "\u2060"
const LONGEST_NAME = 200
// RFC 5322 §2.1.1.
const LONGEST_HEADER = 998

/** A name from outside as a message shows it, of limited length. */
export function tidyName(name: string): string {
  return storableText(name, LONGEST_NAME)
}

/** The text for a header: it cannot start another header, and no mail program decodes a part of it (RFC 2047). */
export function oneLine(words: string): string {
  return storableText(words, LONGEST_HEADER).replaceAll("=?", `=${WORD_JOINER}?`)
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
