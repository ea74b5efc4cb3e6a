import { join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

// The artefact holds each program as one file beside this one; the sources are run by way of tsx.
const isBuilt = import.meta.url.endsWith(".mjs")

/** The folder of the artefact that this is part of; null in the sources. */
export const ARTEFACT = isBuilt ? fileURLToPath(new URL("../", import.meta.url)) : null

/** The file of each program that a start runs, and what Node is told, and loads first, in each of them. */
export const { scripts: SCRIPTS, preloaded: PRELOADED } = isBuilt
  ? bundledIn(fileURLToPath(new URL(".", import.meta.url)))
  : fromSources()

/** The programs that `scripts/build/bundle` put into this folder. */
export function bundledIn(folder: string): Programs {
  const beside = (name: string) => resolve(join(folder, `${name}.mjs`))
  return {
    scripts: { web: beside("web"), keeper: beside("keeper"), sandbox: beside("sandbox") },
    preloaded: ["--import", pathToFileURL(beside("begin-process")).href],
  }
}

function fromSources(): Programs {
  const begin = new URL("../life/begin-process.ts", import.meta.url).href
  return {
    scripts: {
      web: resolve("web/main.ts"),
      keeper: resolve("keeper/main.ts"),
      sandbox: resolve("sandbox/main.ts"),
    },
    preloaded: ["--import", "tsx", "--import", begin],
  }
}

export type Programs = {
  scripts: Record<"web" | "keeper" | "sandbox", string>
  preloaded: string[]
}
