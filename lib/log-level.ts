import { z } from "zod"

/** What is logged: this and what is worse. `debug` is everything. */
export const logLevel = z.enum(
  ["debug", "info", "warn", "error", "fatal"],
  "must be debug, info, warn, error or fatal",
)

export type LogLevel = z.output<typeof logLevel>
