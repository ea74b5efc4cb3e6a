import type { Log } from "@/lib/log"

/**
 * What Node would print by itself goes into the log, a line a message: warnings, and an error that nobody handled, which
 * ends the process as it always does.
 */
export function logLastWords(log: Log): void {
  process.removeAllListeners("warning")
  process.on("warning", ({ name, message }) => log.warn({ event: "node_warning", name, message }))
  process.on("uncaughtException", (error) => {
    const { name, stack } = error
    log.fatal({ event: "uncaught", name, stack })
    process.exit(1)
  })
}
