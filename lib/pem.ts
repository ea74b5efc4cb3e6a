import { readFileSync } from "node:fs"
import { z } from "zod"

export const NO_PEM = "names a file that cannot be read, or holds nothing in PEM form"

/** A file of certificates. From one that is missing or empty Node takes none, and goes on. */
export const pemFile = z.string().refine((path) => readPem(path) !== null, NO_PEM)

/** What a file holds in PEM form (RFC 7468); null where it cannot be read or holds none. */
export function readPem(path: string): string | null {
  try {
    const text = readFileSync(path, "utf8")
    return text.includes("-----BEGIN ") ? text : null
  } catch {
    return null
  }
}
