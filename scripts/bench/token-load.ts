import { readFile } from "node:fs/promises"
import autocannon from "autocannon"

// One measurement, in a process of its own: url, connections, seconds and a file of form bodies, which it sends in turn.
const [url = "", connections, seconds, file = ""] = process.argv.slice(2)
const bodies = JSON.parse(await readFile(file, "utf8")) as string[]
const result = await autocannon({
  url: `${url}/oauth/token`,
  connections: Number(connections),
  duration: Number(seconds),
  requests: bodies.map((body) => ({
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body,
  })),
})
const { average } = result.requests
const { p50, p99 } = result.latency
process.send?.({
  perSecond: average,
  requests: result.requests.total,
  p50,
  p99,
  refused: result.non2xx + result.errors,
})
