import { readSandboxOptions } from "@/sandbox/options"
import { startSandbox } from "@/sandbox/start-sandbox"

/** The process: one line of JSON on stdout once it answers; ends on a signal or with its parent. */
async function main(): Promise<void> {
  const reading = readSandboxOptions()
  if (reading.kind === "problems") {
    fail(reading.problems.map(({ name, problem }) => `${name}: ${problem}`))
    return
  }
  const { issuer, loginUrl, apiUrl, close } = await startSandbox(reading.options)
  const end = (): void => {
    void close().then(() => process.exit(0))
  }
  process.once("SIGTERM", end)
  process.once("SIGINT", end)
  if (process.send) process.once("disconnect", end)
  // The parent may have gone while this process was starting.
  if (process.connected === false) return end()
  process.stdout.write(`${JSON.stringify({ ready: true, issuer, loginUrl, apiUrl })}\n`)
}

function fail(problems: string[]): void {
  process.stderr.write(
    `The sandbox does not start:\n${problems.map((each) => `  ${each}\n`).join("")}`,
  )
  process.exitCode = 1
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code !== "EADDRINUSE") return error.message
  return `port ${port} is taken: stop what listens there, or set SANDBOX_LOGIN_PORT, SANDBOX_IDENTITY_PORT or SANDBOX_API_PORT`
}

main().catch((error: unknown) => {
  fail([explain(error)])
  process.exit(1)
})
