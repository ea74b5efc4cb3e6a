import type { Keeper } from "@/keeper/keeper"
import { makeLink } from "@/keeper/links/make-link"
import { readLink } from "@/keeper/links/read-link"
import { completeLinkConsent, startLinkConsent } from "@/keeper/links/start-link-consent"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import type { LinkView } from "@/lib/contract/link-view"
import type { OperationInput } from "@/lib/contract/operations"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { walkConsent } from "@/sandbox/walk-consent"

/** A link for somebody outside: for a new organisation unless said otherwise. */
export async function giveLink(testEnv: TestEnv, change: Partial<Input> = {}): Promise<GivenLink> {
  const given = await makeLink(testEnv.keeper, testEnv.memberId, { ...FOR_ANYONE, ...change })
  if (given.kind !== "given") throw new Error(`no link: ${given.kind}`)
  return given
}

/** One whole trip of a link's holder, with a browser of their own; returns what their page says in the end. */
export async function visit(keeper: Keeper, token: string, walk: VisitWalk): Promise<LinkView> {
  const { consentId } = await goToXero(keeper, token).then((trip) => trip.comeBack(walk))
  await keeper.completing.get(consentId)
  return viewOf(keeper, token, consentId)
}

/** The first half of it: the holder is at Xero. */
export async function goToXero(keeper: Keeper, token: string): Promise<Trip> {
  const started = await startLinkConsent(keeper, { token })
  if (started.kind !== "started") throw new Error(`did not start: ${started.kind}`)
  const { authorizationUrl, browserToken, consentId } = started
  return {
    consentId,
    browserToken,
    async comeBack({ as, choose }) {
      const { searchParams } = await walkConsent({
        authorizationUrl,
        xeroUserId: XERO_USERS[as],
        choose: choose in TENANTS ? TENANTS[choose as keyof typeof TENANTS] : choose,
      })
      const [state, code, error] = ["state", "code", "error"].map((one) => searchParams.get(one))
      const answer = { state: state ?? null, code: code ?? null, error: error ?? null }
      const ended = await completeLinkConsent(keeper, { browserToken, ...answer })
      if (ended.kind !== "ended") throw new Error(`did not end: ${JSON.stringify(ended)}`)
      return { consentId: ended.consentId, answer: { browserToken, ...answer } }
    },
  }
}

/** What a holder's page shows. */
export async function viewOf(
  keeper: Keeper,
  token: string,
  consentId: string | null = null,
): Promise<LinkView> {
  const answer = await readLink(keeper, { token, consentId })
  if (answer.kind !== "link") throw new Error(`no link: ${answer.kind}`)
  return answer.link
}

const FOR_ANYONE: Input = {
  purpose: "connect",
  tenantId: null,
  recipientName: "Alice Doyle",
  recipientEmail: "alice.doyle@maple.example",
  note: null,
  reference: null,
  returnTo: null,
  days: 7,
  sends: false,
}

type Input = OperationInput<"makeLink">
type Answer = OperationInput<"completeLinkConsent">
export type GivenLink = { linkId: string; token: string }
type VisitWalk = {
  as: keyof typeof XERO_USERS
  choose: keyof typeof TENANTS | "continue" | "cancel"
}
type Trip = {
  consentId: string
  browserToken: string
  comeBack(walk: VisitWalk): Promise<{ consentId: string; answer: Answer }>
}
