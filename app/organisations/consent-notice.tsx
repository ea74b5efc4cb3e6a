import { Banner } from "@/app/_ui/content/banner"
import { Name } from "@/app/_ui/content/name"
import { OfferDecision } from "@/app/organisations/components"
import { consentText } from "@/app/organisations/consent-text"
import { problemText } from "@/app/organisations/problem-text"
import { formatAmount } from "@/lib/format"
import { type ConsentEnd, findConsentOutcome } from "@/web/consents/find-consent-outcome"
import type { OpenOffer } from "@/web/consents/list-open-offers"

/** What the address says about a consent that has just come back: `?consent=…` or `?problem=…`. */
export async function ConsentNotice({ params, wanted, canAct, here }: ConsentNoticeProps) {
  const { consent, problem } = params
  const ended = typeof consent === "string" ? await findConsentOutcome(consent) : null
  if (ended) return <EndNotice ended={ended} wanted={wanted} canAct={canAct} here={here} />
  const told = problemText(problem)
  if (told === null) return null
  return (
    <Banner tone={told.tone} title={told.title} dismissHref={here}>
      <p>{told.text}</p>
    </Banner>
  )
}

function EndNotice({ ended, wanted, canAct, here }: EndNoticeProps) {
  const { consentId, outcome } = ended
  const told = consentText(ended, wanted)
  const open = outcome.kind === "other_organisation" && outcome.decision === "open"
  return (
    <Banner
      tone={told.tone}
      title={told.title}
      actions={open && canAct ? <OfferDecision consentId={consentId} /> : null}
      dismissHref={open ? undefined : here}
    >
      {told.body}
    </Banner>
  )
}

/** A consent that brought other organisations than the one wanted waits for somebody's word. */
export function OfferNotice({ offer, canAct }: { offer: OpenOffer; canAct: boolean }) {
  const { consentId, memberName, xeroUserName, organisations } = offer
  return (
    <Banner
      tone="warning"
      title={`${formatAmount(organisations.length, "organisation waits", "organisations wait")} for a decision`}
      actions={canAct ? <OfferDecision consentId={consentId} /> : null}
    >
      <p>
        <Name>{memberName}</Name> wanted to reconnect another organisation, and{" "}
        <Name>{xeroUserName}</Name> connected{" "}
        {organisations.map((one, index) => (
          <span key={one.tenantId}>
            {index > 0 ? ", " : ""}
            <strong className="font-semibold">
              <Name>{one.name}</Name>
            </strong>
          </span>
        ))}{" "}
        at Xero. Keep it here, or undo it at Xero? Until then nothing uses it.
      </p>
    </Banner>
  )
}

type ConsentNoticeProps = {
  params: Record<string, unknown>
  wanted: string | null
  canAct: boolean
  /** This page's address without the notice. */
  here: string
}
type EndNoticeProps = {
  ended: ConsentEnd
  wanted: string | null
  canAct: boolean
  here: string
}
