import { Name } from "@/app/_ui/content/name"
import { type ConsentText, PLAIN, TROUBLES } from "@/app/_words/consent-ends"
import { nothingNew } from "@/app/_words/consent-nothing-new"
import type { ConsentOutcome, Organisation } from "@/lib/contract/outcomes"
import { formatAmount } from "@/lib/format"
import type { ConsentEnd } from "@/web/consents/find-consent-outcome"

/**
 * The outcome of a consent in words. `wanted` names the organisation to reconnect; `removed` are those that Xero still
 * lists although they are disconnected here.
 */
export function consentText(
  { outcome, removed }: Pick<ConsentEnd, "outcome" | "removed">,
  wanted: string | null,
): ConsentText {
  switch (outcome.kind) {
    case "connected":
      return connected(outcome)
    case "nothing_new":
      return nothingNew(outcome, removed)
    case "no_organisations":
      return noOrganisations(outcome.xeroUserName)
    case "reconnected":
      return reconnected(outcome, wanted)
    case "other_organisation":
      return otherOrganisation(outcome, wanted)
    case "list_pending":
      return listPending(outcome.xeroUserName)
    case "xero_error":
      return xeroError(outcome.error)
    case "identity_refused":
      return identityRefused(outcome.reason)
    case "xero_trouble":
      return { tone: "warning", ...TROUBLES[outcome.trouble] }
    default:
      return PLAIN[outcome.kind]
  }
}

function connected({ added, organisations, xeroUserName }: Kind<"connected">): ConsentText {
  return {
    tone: "success",
    title: (
      <>
        Connected <Names of={added} />
      </>
    ),
    body: (
      <p>
        <Name>{xeroUserName}</Name>’s consent now covers{" "}
        {formatAmount(organisations.length, "organisation")}. Tenantry keeps the sign-in alive from
        here on. No one has to consent again unless it breaks. Services with access to all
        organisations can use it now; give the others access under Services.
      </p>
    ),
  }
}

function noOrganisations(xeroUserName: string): ConsentText {
  return {
    tone: "warning",
    title: "Xero did not connect an organisation",
    body: (
      <p>
        <Name>{xeroUserName}</Name> consented, but Xero lists no organisations for this consent.
        Connect again and choose one in Xero’s list. The list is empty when this Xero user is not a
        Standard user or Adviser in any organisation, or when the app’s plan has no connections
        left.
      </p>
    ),
  }
}

function reconnected(outcome: Kind<"reconnected">, wanted: string | null): ConsentText {
  const { xeroUserName, organisations, added, missing } = outcome
  return {
    tone: missing.length > 0 ? "warning" : "success",
    title: <>Reconnected {wanted ? <Name>{wanted}</Name> : "the organisation"}</>,
    body: (
      <>
        <p>
          Everything on <Name>{xeroUserName}</Name>’s consent works again:{" "}
          {formatAmount(organisations.length, "organisation")}. Services do not need to change
          anything.
        </p>
        {added.length > 0 ? (
          <p>
            Also connected: <Names of={added} />.
          </p>
        ) : null}
        {missing.length > 0 ? (
          <p>
            This consent no longer covers <Names of={missing} />. Reconnect each one separately, or
            disconnect it here.
          </p>
        ) : null}
      </>
    ),
  }
}

function otherOrganisation(
  outcome: Kind<"other_organisation">,
  wanted: string | null,
): ConsentText {
  const { xeroUserName, organisations, offered } = outcome
  const what = wanted ? <Name>{wanted}</Name> : "the organisation"
  return {
    tone: outcome.decision === "open" ? "warning" : "info",
    title: <>This sign-in does not reach {what}</>,
    body: (
      <>
        <p>
          <Name>{xeroUserName}</Name> signed in at Xero. That sign-in reaches{" "}
          {organisations.length > 0 ? <Names of={organisations} /> : "no organisations"}, but not{" "}
          {what}. Nothing has changed here. Reconnect with a Xero login that has access to {what},
          and choose it in Xero’s list.
        </p>
        {offered.length > 0 ? <p>{offerText(outcome)}</p> : null}
      </>
    ),
  }
}

function offerText({ decision, offered, toldXero }: Kind<"other_organisation">) {
  const names = <Names of={offered} />
  if (decision === "kept") return <>{names}: kept and connected.</>
  if (decision === "overtaken")
    return <>{names}: already decided. The list shows what is connected.</>
  if (decision === "undone" && toldXero === false)
    return <>{names}: removed here, but Xero may still list the connection.</>
  if (decision === "undone") return <>{names}: undone and not connected.</>
  return <>Xero connected {names} instead. Keep this connection, or undo it?</>
}

function listPending(xeroUserName: string): ConsentText {
  return {
    tone: "info",
    title: "Signed in; organisations will follow",
    body: (
      <p>
        <Name>{xeroUserName}</Name>’s consent is stored, but Xero has not said yet which
        organisations it covers. Tenantry keeps asking, and they appear here within minutes. You do
        not need to do anything.
      </p>
    ),
  }
}

function xeroError(error: string): ConsentText {
  return {
    tone: "danger",
    title: "Xero answered with an error",
    body: (
      <p>
        Xero sent <code className="font-mono">{error}</code> instead of a consent. Nothing has
        changed. Connect again. If the error returns, check the app’s scopes in Xero’s developer
        portal.
      </p>
    ),
  }
}

function identityRefused(reason: string): ConsentText {
  return {
    tone: "danger",
    title: "Xero’s answer could not be verified, so nothing was stored",
    body: (
      <p>
        Tenantry could not verify who consented ({reason}). Check this server’s clock, then connect
        again.
      </p>
    ),
  }
}

/** "Maple Florist and 2 more": at most three names, because a banner has little room. */
function Names({ of }: { of: readonly Organisation[] }) {
  const shown = of.length > 4 ? of.slice(0, 3) : of
  const rest = of.length - shown.length
  return shown.map((one, index) => (
    <span key={one.tenantId}>
      {index === 0 ? "" : index === of.length - 1 ? " and " : ", "}
      <Name>{one.name}</Name>
      {rest > 0 && index === shown.length - 1 ? ` and ${rest} more` : ""}
    </span>
  ))
}

type Kind<K extends ConsentOutcome["kind"]> = Extract<ConsentOutcome, { kind: K }>
