import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { childEnv, NEXT_ENV } from "@/scripts/start/processes/child-env"

const EXIT_WITH_PARENT = fileURLToPath(
  new URL("../start/life/exit-with-parent.mjs", import.meta.url),
)

/** Runs a tool that only reads sources, with an environment that holds no secret. What it prints is shown only when it fails. */
export async function runTool(args: string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  // Prisma leaves an empty folder among what is temporary.
  const temporary = await mkdtemp(join(tmpdir(), "tenantry-tool-"))
  const running = runIn(temporary, args, signal)
  await running.finally(() => rm(temporary, { recursive: true, force: true }))
}

async function runIn(temporary: string, args: string[], signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [EXIT_WITH_PARENT, ...args], {
    detached: true,
    env: {
      ...childEnv("build", {
        ...process.env,
        NODE_ENV: "production",
        ...NEXT_ENV,
        // Prisma would download its native engine; generating needs only some file in its place.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        CHECKPOINT_DISABLE: "1",
      }),
      TMPDIR: temporary,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  })
  const output: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => output.push(part))
  const end = (): void => killGroup(child)
  signal.addEventListener("abort", end)
  const closed = once(child, "close")
  const [code] = await closed.finally(() => signal.removeEventListener("abort", end))
  if (signal.aborted || code === 0) return signal.throwIfAborted()
  throw new Error(`${args.join(" ")} failed:\n${Buffer.concat(output).toString().trim()}`)
}

function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM")
}
