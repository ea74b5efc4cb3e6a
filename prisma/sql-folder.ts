import { join } from "node:path"
import { fileURLToPath } from "node:url"

// The same from here as from the artefact's programs, which have this folder beside theirs.
const FOLDER = fileURLToPath(new URL("../prisma/", import.meta.url))

/** Where a file or folder of `prisma/` is. */
export function inPrisma(...names: string[]): string {
  return join(FOLDER, ...names)
}
