import { askKeeperHealth } from "@/lib/contract/keeper-health"
import { isDatabaseAnswering } from "@/lib/db/is-answering"

const WITHIN_IN_MILLISECONDS = 2_000

/** 200 when this process, its database and the keeper work; 503 with what does not. Open to everybody, so it says no more. */
export async function GET(): Promise<Response> {
  const [isAnswering, keeper] = await Promise.all([
    isDatabaseAnswering(WITHIN_IN_MILLISECONDS),
    askKeeperHealth(WITHIN_IN_MILLISECONDS),
  ])
  const database = isAnswering ? "ok" : "not_answering"
  const isWell = isAnswering && keeper === "ok"
  const body = { status: isWell ? "ok" : "unavailable", database, keeper }
  return Response.json(body, { status: isWell ? 200 : 503 })
}
