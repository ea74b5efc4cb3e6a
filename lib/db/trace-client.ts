import type { PoolClient } from "pg"
import { beginSpan, isTracing } from "@/lib/trace/traced"

/** Makes each statement of a connection a span, named by its first word: values are never in it. */
export function traceClient(client: PoolClient): void {
  if (!isTracing()) return
  const send = client.query.bind(client) as (...args: unknown[]) => unknown
  client.query = ((...args: unknown[]) => {
    const span = beginSpan(`postgresql ${wordOf(args[0])}`, { "db.system.name": "postgresql" })
    const done = args.at(-1)
    if (typeof done === "function") {
      const told = (...result: unknown[]) => {
        span?.end()
        done(...result)
      }
      return send(...args.slice(0, -1), told)
    }
    const answer = send(...args)
    const end = () => span?.end()
    if (answer instanceof Promise) answer.then(end, end)
    else end()
    return answer
  }) as typeof client.query
}

function wordOf(statement: unknown): string {
  const text = typeof statement === "string" ? statement : String(Object(statement).text ?? "")
  return /[A-Za-z]+/.exec(text)?.[0]?.toUpperCase() ?? "statement"
}
