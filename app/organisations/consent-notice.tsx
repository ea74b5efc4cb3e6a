import { Banner } from "@/app/_ui/content/banner"
import { Name } from "@/app/_ui/content/name"
import { SubmitButton } from "@/app/_ui/forms/button"
import { SoonRefresh } from "@/app/_ui/frame/soon-refresh"
import { consentText } from "@/app/_words/consent-text"
import { problemText } from "@/app/_words/problem-text"
import { checkAll } from "@/app/organisations/actions"
import { OfferDecision } from "@/app/organisations/components"
import { formatAmount, formatNames } from "@/lib/format"
import { type ConsentEnd, findConsentOutcome } from "@/web/consents/find-consent-outcome"
import type { OpenOffer } from "@/web/consents/list-open-offers"

/** The outcome of a consent, which the address names after Xero sends the browser back: `?consent=…` or `?problem=…`. */
export async function ConsentNotice({ params, wanted, canAct, here }: ConsentNoticeProps) {
  const { consent, problem, came } = params
  const ended = typeof consent === "string" ? await findConsentOutcome(consent) : null
  if (ended) return <EndNotice ended={ended} wanted={wanted} canAct={canAct} here={here} />
  const text = problemText(problem, came === "code")
  if (text === null) return null
  return (
    <Banner
      tone={text.tone}
      title={text.title}
      actions={text.mayBeConnected && canAct ? <CheckNow /> : null}
      dismissHref={here}
    >
      <p>{text.text}</p>
      {text.mayBeConnected ? <p>{text.mayBeConnected}</p> : null}
    </Banner>
  )
}

function CheckNow() {
  return (
    <form action={checkAll}>
      <SubmitButton size="sm">Check now</SubmitButton>
    </form>
  )
}

function EndNotice({ ended, wanted, canAct, here }: EndNoticeProps) {
  const { consentId, outcome } = ended
  const { tone, title, body } = consentText(ended, wanted)
  const open = "offered" in outcome && outcome.decision === "open"
  const isAuthoriser = outcome.kind === "other_authoriser"
  return (
    <Banner
      tone={tone}
      title={title}
      actions={
        open && canAct ? <OfferDecision consentId={consentId} isAuthoriser={isAuthoriser} /> : null
      }
      dismissHref={open ? undefined : here}
    >
      {body}
      {outcome.kind === "running" ? <SoonRefresh /> : null}
    </Banner>
  )
}

/** A reconnect that connected something else than wanted, or through somebody else. A member has to decide. */
export function OfferNotice({ offer, canAct }: { offer: OpenOffer; canAct: boolean }) {
  const { consentId, startedBy, xeroUserName, before, count, organisations } = offer
  const more = count - organisations.length
  const isAuthoriser = before.length > 0
  return (
    <Banner
      tone="warning"
      title={`${formatAmount(count, "organisation needs", "organisations need")} a decision`}
      actions={canAct ? <OfferDecision consentId={consentId} isAuthoriser={isAuthoriser} /> : null}
    >
      <p>
        <Name>{startedBy}</Name> wanted to reconnect{" "}
        {isAuthoriser ? "an organisation" : "another organisation"}, and <Name>{xeroUserName}</Name>{" "}
        connected{" "}
        {organisations.map((one, index) => (
          <span key={one.tenantId}>
            {index > 0 ? ", " : ""}
            <strong className="font-semibold">
              <Name>{one.name}</Name>
            </strong>
          </span>
        ))}
        {more > 0 ? ` and ${formatAmount(more, "other")}` : ""}
        {isAuthoriser ? (
          <>
            , which <Name>{formatNames(before)}</Name> authorised until now. Add{" "}
            <Name>{xeroUserName}</Name> beside them, let <Name>{xeroUserName}</Name> replace them,
            or undo it?
          </>
        ) : (
          " instead. Keep this connection, or undo it?"
        )}{" "}
        Nothing uses it until you decide.
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
