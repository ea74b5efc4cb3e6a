import { resolve } from "node:path"
import { artefactFingerprint, DIST, STAMP } from "./artefact.mjs"
import { assemble } from "./assemble"
import { fingerprint } from "./fingerprint.mjs"
import { generate } from "./generate"
import { requireUnused } from "./in-use"
import { runTool } from "./run-tool"
import { unlessDone } from "./unless-done"

const PAGES = ".next"
const PAGES_MADE_FROM = [
  "app",
  "web",
  "lib",
  "public",
  "prisma/schema.prisma",
  "next.config.js",
  "postcss.config.js",
  "tailwind.config.ts",
  "tsconfig.json",
  "package-lock.json",
]
const NOT_IN_PAGES = /\.test\.ts$|^lib\/db\/generated$/

/** Makes the artefact if its sources changed; returns whether it had to. Throws if a running start uses the present one. */
export async function build(signal: AbortSignal): Promise<boolean> {
  return unlessDone({
    stamp: STAMP,
    result: DIST,
    fingerprint: await artefactFingerprint(),
    async work() {
      await requireUnused(resolve(DIST))
      await generate(signal)
      await buildPages(signal)
      await assemble(PAGES, DIST)
    },
  })
}

async function buildPages(signal: AbortSignal): Promise<void> {
  await unlessDone({
    stamp: `${PAGES}/.stamp`,
    result: `${PAGES}/standalone`,
    fingerprint: await fingerprint(PAGES_MADE_FROM, NOT_IN_PAGES),
    work: () => runTool(["node_modules/next/dist/bin/next", "build"], signal),
  })
}
