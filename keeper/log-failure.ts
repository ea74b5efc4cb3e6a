import { kindOf, type Log } from "@/lib/log"

/** For a `catch`: what failed beside other work is told in the log, by the kind of its cause, and goes no further. */
export function logFailure(
  log: Pick<Log, "error">,
  facts: { event: string; [name: string]: string },
): (cause: unknown) => void {
  return (cause) => log.error({ ...facts, reason: kindOf(cause) })
}
