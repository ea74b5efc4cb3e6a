import { webEnv } from "@/lib/env"
import { type KeeperAnswer, type Message, sendToKeeper } from "./send-to-keeper"

const FIRST_REST_IN_MILLISECONDS = 1_000
const LONGEST_REST_IN_MILLISECONDS = 15_000

/**
 * Asks one keeper after the other until one answers: each gets its share, and those that were away a moment ago come last.
 * A request that a keeper may have got goes to another one only if it is `repeatable`: if doing it twice is as good as
 * doing it once. Null if none answers.
 */
export async function askKeepers(message: Asked): Promise<KeeperAnswer | null> {
  let turnedAway: KeeperAnswer | null = null
  for (const address of inTurn(webEnv().KEEPER_URL)) {
    const found = await sendToKeeper(address, message)
    if (found.kind === "answer" && !turnsAway(found)) {
      away().delete(address)
      return found
    }
    noteAway(address)
    if (found.kind === "answer") turnedAway = found
    else if (found.isSent && !message.repeatable) return null
  }
  return turnedAway
}

/** A keeper that stops turns away what it has not begun, and one without its database tokens that it does not know. Both hang up. */
function turnsAway({ status, headers }: KeeperAnswer): boolean {
  return status === 503 && headers.connection === "close"
}

/** The addresses in the order in which they are asked now. */
export function inTurn(addresses: string[]): string[] {
  state().turn = (state().turn + 1) % Math.max(addresses.length, 1)
  const { turn } = state()
  const rotated = [...addresses.slice(turn), ...addresses.slice(0, turn)]
  const now = performance.now()
  const rests = (address: string): boolean => (away().get(address)?.until ?? 0) > now
  return [...rotated.filter((one) => !rests(one)), ...rotated.filter(rests)]
}

function noteAway(address: string): void {
  const restInMs = Math.min(
    (away().get(address)?.restInMs ?? FIRST_REST_IN_MILLISECONDS / 2) * 2,
    LONGEST_REST_IN_MILLISECONDS,
  )
  away().set(address, { restInMs, until: performance.now() + restInMs })
}

function away(): State["away"] {
  return state().away
}

/** The page framework loads copies of this file: they share what they know. */
function state(): State {
  kept.tenantryKeepers ??= { turn: 0, away: new Map() }
  return kept.tenantryKeepers
}

const kept = globalThis as typeof globalThis & { tenantryKeepers?: State }
type Asked = Message & { repeatable: boolean }
type State = { turn: number; away: Map<string, { restInMs: number; until: number }> }
