import { readFile } from "node:fs/promises"
import { z } from "zod"
import { done, type Result } from "./command"

// The same from here as from the artefact's programs, which lie one folder less deep.
const PLACES = ["../package.json", "../../package.json"]

/** The version of this Tenantry, and of the Node that runs it. */
export async function tellVersion(): Promise<Result> {
  const version = await readVersion()
  const { node } = process.versions
  return done(`Tenantry ${version} on Node ${node}`, { version, node })
}

/** As package.json says, wherever the command is called. */
export async function readVersion(): Promise<string> {
  for (const place of PLACES) {
    const text = await readFile(new URL(place, import.meta.url), "utf8").catch(() => null)
    if (text !== null) return PACKAGE.parse(JSON.parse(text)).version
  }
  throw new Error("package.json is missing.")
}

const PACKAGE = z.object({ version: z.string() })
