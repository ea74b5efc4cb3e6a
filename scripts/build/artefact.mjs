import { readFile } from "node:fs/promises"
import { fingerprint } from "./fingerprint.mjs"

/** The folder that holds all that runs: copied to another machine of the same kind, it works there with Node alone. */
export const DIST = "dist"
/** Holds the fingerprint of what the artefact was made from; missing while it is being made. */
export const STAMP = `${DIST}/.stamp`

const MADE_FROM = [
  "app",
  "web",
  "keeper",
  "lib",
  "sandbox",
  "scripts/build",
  "scripts/start",
  "scripts/tenantry",
  "prisma",
  "next.config.js",
  "postcss.config.js",
  "tailwind.config.ts",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
]
const NOT_IN_IT = /\.test\.ts$|\.md$|\/testing$|^lib\/db\/generated$/

/** What tells one artefact from another: its sources, and the kind of machine that its native code is for. */
export async function artefactFingerprint() {
  const sources = await fingerprint(MADE_FROM, NOT_IN_IT)
  return `${sources} ${process.platform}-${process.arch}`
}

/** Whether the artefact is there and made from the present sources. Needs Node alone. */
export async function isBuilt() {
  const stamp = await readFile(STAMP, "utf8").catch(() => "")
  return stamp !== "" && stamp === (await artefactFingerprint())
}
