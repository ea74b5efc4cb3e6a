import { resolve } from "node:path"
import { fileURLToPath } from "node:url"

// The artefact holds each program as one file beside this one; the sources are run by way of tsx.
const isBuilt = import.meta.url.endsWith(".mjs")

/** The folder of the artefact that this is part of; null in the sources. */
export const ARTEFACT = isBuilt ? fileURLToPath(new URL("../", import.meta.url)) : null

/** The file of each program that a start runs. */
export const SCRIPTS = {
  web: isBuilt ? beside("web") : resolve("web/main.ts"),
  keeper: isBuilt ? beside("keeper") : resolve("keeper/main.ts"),
  sandbox: isBuilt ? beside("sandbox") : resolve("sandbox/main.ts"),
}

// In megabytes. Node's 16 are kept for ever once a start or a large page has filled them, twice and more.
const YOUNG = "--max-semi-space-size=4"

/** What Node is told, and loads first, in each of them. */
export const PRELOADED = isBuilt
  ? [YOUNG, "--import", new URL("begin-process.mjs", import.meta.url).href]
  : [
      YOUNG,
      "--import",
      "tsx",
      "--import",
      new URL("../life/begin-process.ts", import.meta.url).href,
    ]

function beside(name: string): string {
  return fileURLToPath(new URL(`${name}.mjs`, import.meta.url))
}
