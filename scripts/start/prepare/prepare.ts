import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { childEnv, NEXT_ENV } from "@/scripts/start/processes/child-env"
import { requireUnused } from "./build-in-use"
import { fingerprint, unlessDone } from "./fingerprint"

/** Where the production pages are. */
export const BUILD = ".next"
const GENERATED = "lib/db/generated"
const BUILT_FROM = [
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
const NOT_BUILT = /\.test\.ts$|^lib\/db\/generated$/
const EXIT_WITH_PARENT = fileURLToPath(new URL("../life/exit-with-parent.mjs", import.meta.url))

/** Generates the Prisma client if the schema or Prisma changed; returns whether it had to. */
export async function generate(signal: AbortSignal): Promise<boolean> {
  return unlessDone({
    stamp: `${GENERATED}/.stamp`,
    result: `${GENERATED}/client.ts`,
    fingerprint: await fingerprint(["prisma/schema.prisma", "package-lock.json"], /^$/),
    work: () => run(["node_modules/prisma/build/index.js", "generate"], signal),
  })
}

/** Builds the production pages if their sources changed; returns whether it had to. Throws if a running start uses them. */
export async function build(signal: AbortSignal): Promise<boolean> {
  return unlessDone({
    stamp: `${BUILD}/.stamp`,
    result: `${BUILD}/BUILD_ID`,
    fingerprint: await fingerprint(BUILT_FROM, NOT_BUILT),
    async work() {
      await requireUnused(BUILD)
      await run(["node_modules/next/dist/bin/next", "build"], signal)
    },
  })
}

/** What the tool prints is shown only when it fails. */
async function run(args: string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const child = spawn(process.execPath, [EXIT_WITH_PARENT, ...args], {
    detached: true,
    env: childEnv("build", {
      ...process.env,
      NODE_ENV: "production",
      ...NEXT_ENV,
      // Prisma would download its native engine; generating needs only some file in its place.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: "1",
    }),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  })
  const output: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => output.push(part))
  const end = (): void => killGroup(child)
  signal.addEventListener("abort", end)
  const [code] = await once(child, "close")
  signal.removeEventListener("abort", end)
  if (signal.aborted || code === 0) return signal.throwIfAborted()
  throw new Error(`${args.join(" ")} failed:\n${Buffer.concat(output).toString().trim()}`)
}

function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM")
}
