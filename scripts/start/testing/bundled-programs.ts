import { pathToFileURL } from "node:url"
import { bundle } from "@/sandbox/testing/bundle"

/** The keeper in one file. */
export function bundleKeeper(): Promise<string> {
  // Has machine code beside it.
  return bundle("keeper/main.ts", ["@node-rs/argon2"])
}

/** The sandbox in one file. */
export function bundleSandbox(): Promise<string> {
  return bundle("sandbox/main.ts", [])
}

/** What Node is told to load first in each process of ours. */
export async function bundlePreloaded(): Promise<string[]> {
  const begin = await bundle("scripts/start/life/begin-process.ts", [])
  return ["--import", pathToFileURL(begin).href]
}
