import { z } from "zod"
import { type ApiTrouble, judgeApiTrouble } from "@/keeper/xero/connections"
import { getJson } from "@/keeper/xero/get-json"
import type { Sent } from "@/keeper/xero/send-once"
import { parseBody } from "@/keeper/xero/wire"
import { guid, membersOf, text } from "@/keeper/xero/wire-values"

/**
 * GET /api.xro/2.0/Organisation: the one that a custom connection's token reaches; it need not be named (docs/xero.md
 * §5.1). `none`: Xero says that the token reaches none.
 */
export async function readOrganisation(
  apiUrl: string,
  accessToken: string,
): Promise<OrganisationJudgement> {
  return judgeOrganisation(await getJson(`${apiUrl}/api.xro/2.0/Organisation`, { accessToken }))
}

/** A 403 counts only in Xero's own words (docs/xero.md §1.9): a firewall in front of it answers so, too. */
export function judgeOrganisation(sent: Sent): OrganisationJudgement {
  if (sent.kind === "answered" && sent.status === 200) {
    const [one] = organisations.safeParse(parseBody(sent.body)).data?.Organisations ?? []
    const tenantId = one?.OrganisationID ?? null
    if (tenantId === null) return { kind: "unknown" }
    return { kind: "ok", tenantId, name: one?.Name ?? null }
  }
  const isRefused = sent.kind === "answered" && sent.status === 403
  if (isRefused && reachesNone(parseBody(sent.body))) return { kind: "none" }
  return judgeApiTrouble(sent)
}

function reachesNone(body: unknown): boolean {
  const { Detail, detail } = problem.safeParse(body).data ?? NO_WORDS
  return (Detail ?? detail)?.toLowerCase() === "authenticationunsuccessful"
}

const problem = membersOf({ Detail: text, detail: text })
const NO_WORDS = { Detail: null, detail: null }
const organisation = membersOf({ OrganisationID: guid, Name: text })
const organisations = membersOf({
  Organisations: z
    .unknown()
    .transform((value) =>
      (Array.isArray(value) ? value : [value]).flatMap(
        (one) => organisation.safeParse(one).data ?? [],
      ),
    ),
})

type OrganisationJudgement =
  | ApiTrouble
  | { kind: "ok"; tenantId: string; name: string | null }
  | { kind: "none" }
