import { resolve } from "node:path"
import { artefactFingerprint, DIST, STAMP } from "./artefact.mjs"
import { assemble } from "./assemble"
import { fingerprint } from "./fingerprint.mjs"
import { requireUnused } from "./in-use"
import { runTool } from "./run-tool"
import { spareGraph } from "./sparse-graph"
import { unlessDone } from "./unless-done"

const PAGES = ".next"
const GENERATED = "lib/db/generated"
const CLIENT_MADE_FROM = [
  "prisma/schema.prisma",
  "package-lock.json",
  "scripts/build/sparse-graph.ts",
]
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

/** Generates the Prisma client if the schema or Prisma changed; returns whether it had to. */
export async function generate(signal: AbortSignal): Promise<boolean> {
  return unlessDone({
    stamp: `${GENERATED}/.stamp`,
    result: `${GENERATED}/client.ts`,
    fingerprint: await fingerprint(CLIENT_MADE_FROM, /^$/),
    async work() {
      await runTool(["node_modules/prisma/build/index.js", "generate"], signal)
      await spareGraph(`${GENERATED}/internal/class.ts`)
    },
  })
}

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
