import { fingerprint } from "./fingerprint.mjs"
import { unlessDone } from "./unless-done"

const GENERATED = "lib/db/generated"
const CLIENT_MADE_FROM = [
  "prisma/schema.prisma",
  "package-lock.json",
  "scripts/build/sparse-graph.ts",
]

/** Generates the Prisma client if the schema or Prisma changed; returns whether it had to. */
export async function generate(signal: AbortSignal): Promise<boolean> {
  return unlessDone({
    stamp: `${GENERATED}/.stamp`,
    result: `${GENERATED}/client.ts`,
    fingerprint: await fingerprint(CLIENT_MADE_FROM, /^$/),
    // Loaded when they are needed: each run of a test looks whether the client is up to date.
    async work() {
      const [{ runTool }, { spareGraph }] = await Promise.all([
        import("./run-tool"),
        import("./sparse-graph"),
      ])
      await runTool(["node_modules/prisma/build/index.js", "generate"], signal)
      await spareGraph(`${GENERATED}/internal/class.ts`)
    },
  })
}
