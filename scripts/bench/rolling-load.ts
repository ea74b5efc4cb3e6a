import { Agent, request } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { outcomeOf } from "./outcome-of"

/**
 * So many callers ask two addresses for tokens in turn, each again as soon as it has its answer. Where no answer comes, because
 * a connection is refused or breaks off, they ask once more at the other address.
 */
export function startLoad(count: number, urls: string[], bodies: string[]): Load {
  const agent = new Agent({ keepAlive: true })
  const failures = new Map<string, number>()
  let asked = 0
  let askedAgain = 0
  let slowestInMs = 0
  let stopping = false

  /** The answer of the first that gives one, or what went wrong at the second. */
  async function ask(n: number): Promise<string> {
    const [url = "", other = ""] = n % 2 === 0 ? urls : [...urls].reverse()
    const body = bodies[n % bodies.length] ?? ""
    const found = await post(agent, url, body)
    if (!found.startsWith("E")) return found
    askedAgain += 1
    return post(agent, other, body)
  }

  async function call(first: number): Promise<void> {
    for (let n = first; !stopping; n += 1) {
      const startedAt = performance.now()
      const answer = await ask(n)
      asked += 1
      slowestInMs = Math.max(slowestInMs, performance.now() - startedAt)
      if (answer !== "200") failures.set(answer, (failures.get(answer) ?? 0) + 1)
      await sleep(5)
    }
  }

  const callers = Array.from({ length: count }, (_, n) => call(n * 7))
  return {
    mark(what) {
      const failed = [...failures].map(([answer, count]) => `${count} × ${answer}`).join(", ")
      console.log(
        `${what}: ${asked} requests, slowest ${slowestInMs.toFixed(0)} ms, asked again ${askedAgain}, failed: ${failed || 0}`,
      )
      asked = 0
      askedAgain = 0
      slowestInMs = 0
      failures.clear()
    },
    async stop() {
      stopping = true
      await Promise.all(callers)
      agent.destroy()
    },
  }
}

function post(agent: Agent, url: string, body: string): Promise<string> {
  const asked = request(`${url}/oauth/token`, {
    agent,
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": Buffer.byteLength(body),
    },
  })
  asked.end(body)
  return outcomeOf(asked)
}

export type Load = {
  /** Says what was seen since the last mark. */
  mark(what: string): void
  stop(): Promise<void>
}
