import { z } from "zod"
import {
  type OperationInput,
  type OperationName,
  type OperationOutput,
  readAnswer,
} from "@/lib/contract/operations"
import { noteTrouble } from "@/lib/db/outage/sockets"
import { DatabaseAway } from "@/lib/db/outage/unless-away"
import { webEnv } from "@/lib/env"
import type { Acting } from "@/lib/members/sudo"
import { parseJson } from "@/lib/parse-json"
import { traced, traceHeaders } from "@/lib/trace/traced"
import { requestOrigin } from "@/web/auth/request-facts"
import { askKeepers } from "@/web/keepers/ask-keepers"

// Longer than a consent takes at worst: discovery 15 s, token request 25 s, signing keys 3 × 15 s, organisation list 15 s.
// A refresh that has to present one token set after the other can take longer still.
const TIMEOUT_IN_MILLISECONDS = 2 * 60 * 1_000

const AWAY = z.object({ error: z.literal("database_away") })

/**
 * Asks the keeper to do one operation for a member, in their session; null: for whoever is not signed in. It learns
 * where the request came from. The answer is typed and checked; `keeper_unreachable` when there is none (web and keeper
 * are two processes, and the keeper may be restarting), `keeper_failed` when it met what nobody foresaw: then it is not known
 * what was done. Throws where the keeper cannot reach the database, which the server in front of the pages tells.
 */
export async function askKeeper<N extends OperationName>(
  name: N,
  acting: Acting | null,
  input: OperationInput<N>,
): Promise<OperationOutput<N> | NoAnswer> {
  const { KEEPER_SECRET } = webEnv()
  const { address = "", browser = "", requestId = "" } = await requestOrigin()
  const ask = () =>
    askKeepers({
      path: `/operations/${name}`,
      method: "POST",
      // What it did may not be done twice.
      repeatable: false,
      withinInMs: TIMEOUT_IN_MILLISECONDS,
      headers: {
        ...traceHeaders(),
        authorization: `Bearer ${KEEPER_SECRET[0]}`,
        "content-type": "application/json",
        ...(acting && { "tenantry-member": acting.memberId, "tenantry-session": acting.sessionId }),
        "tenantry-address": address,
        "tenantry-browser": browser,
        "tenantry-request": requestId,
      },
      body: JSON.stringify(input),
    })
  const answer = await traced(`ask keeper ${name}`, {}, ask)
  const said = answer && parseJson(String(answer.body))
  if (AWAY.safeParse(said).success) {
    noteTrouble()
    throw new DatabaseAway()
  }
  // One that stops turns away what it has not begun.
  const isAway = answer === null || answer.status === 503
  return readAnswer(name, said) ?? { kind: isAway ? "keeper_unreachable" : "keeper_failed" }
}

/** The keeper is away, or it failed: it may have done what it was asked, or a part of it. */
export type NoAnswer = { kind: "keeper_unreachable" | "keeper_failed" }
