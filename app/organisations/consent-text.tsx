import { Name } from "@/app/_ui/content/name"
import { PLAIN, type Told, TROUBLES } from "@/app/organisations/consent-told"
import { nothingNew } from "@/app/organisations/nothing-new"
import type { ConsentOutcome, Organisation } from "@/lib/contract/outcomes"
import { formatAmount } from "@/lib/format"
import type { ConsentEnd } from "@/web/consents/find-consent-outcome"

/**
 * How a consent ended, in words. `wanted` names the organisation that a reconnect was for; `removed` are those that Xero
 * still lists though they are disconnected here.
 */
export function consentText(
  { outcome, removed }: Pick<ConsentEnd, "outcome" | "removed">,
  wanted: string | null,
): Told {
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

function connected({ added, organisations, xeroUserName }: Kind<"connected">): Told {
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
        here on; nobody has to consent again unless it breaks. Services that reach all organisations
        can read it now, others once they are let.
      </p>
    ),
  }
}

function noOrganisations(xeroUserName: string): Told {
  return {
    tone: "warning",
    title: "Xero connected no organisation",
    body: (
      <p>
        <Name>{xeroUserName}</Name> consented, but Xero lists no organisation for it. Connect again
        and choose one in Xero’s list. It is empty when this Xero user is neither Standard user nor
        Adviser anywhere, or when the app’s plan has no connection left.
      </p>
    ),
  }
}

function reconnected(outcome: Kind<"reconnected">, wanted: string | null): Told {
  const { xeroUserName, organisations, added, missing } = outcome
  return {
    tone: missing.length > 0 ? "warning" : "success",
    title: <>Reconnected {wanted ? <Name>{wanted}</Name> : "the organisation"}</>,
    body: (
      <>
        <p>
          Everything on <Name>{xeroUserName}</Name>’s consent works again:{" "}
          {formatAmount(organisations.length, "organisation")}. Services need no change.
        </p>
        {added.length > 0 ? (
          <p>
            New with it: <Names of={added} />.
          </p>
        ) : null}
        {missing.length > 0 ? (
          <p>
            No longer reached by this consent: <Names of={missing} />. Reconnect each on its own, or
            disconnect it here.
          </p>
        ) : null}
      </>
    ),
  }
}

function otherOrganisation(outcome: Kind<"other_organisation">, wanted: string | null): Told {
  const { xeroUserName, organisations, offered } = outcome
  const what = wanted ? <Name>{wanted}</Name> : "the organisation"
  return {
    tone: outcome.decision === "open" ? "warning" : "info",
    title: <>This sign-in does not reach {what}</>,
    body: (
      <>
        <p>
          <Name>{xeroUserName}</Name> signed in at Xero. That sign-in reaches{" "}
          {organisations.length > 0 ? <Names of={organisations} /> : "no organisation"}, but not{" "}
          {what}. Nothing was moved. Reconnect with the Xero login that can see {what}, and choose
          it in Xero’s list.
        </p>
        {offered.length > 0 ? <p>{offerText(outcome)}</p> : null}
      </>
    ),
  }
}

function offerText({ decision, offered, toldXero }: Kind<"other_organisation">) {
  const names = <Names of={offered} />
  if (decision === "kept") return <>{names}: kept, and connected.</>
  if (decision === "overtaken")
    return <>{names}: nothing left to decide. The list shows what is connected.</>
  if (decision === "undone" && toldXero === false)
    return <>{names}: undone here, but Xero could not be told, and may still list it.</>
  if (decision === "undone") return <>{names}: undone, not connected.</>
  return <>Newly connected at Xero by this: {names}. Keep it here, or undo it at Xero?</>
}

function listPending(xeroUserName: string): Told {
  return {
    tone: "info",
    title: "Signed in, organisations to follow",
    body: (
      <p>
        <Name>{xeroUserName}</Name>’s consent is stored, but Xero did not tell yet which
        organisations it covers. Tenantry asks again by itself; they appear here within minutes.
        There is nothing to do.
      </p>
    ),
  }
}

function xeroError(error: string): Told {
  return {
    tone: "danger",
    title: "Xero answered with an error",
    body: (
      <p>
        Xero sent <code className="font-mono">{error}</code> instead of a consent. Nothing was
        changed. Connect again; if it comes back, check the app’s scopes at Xero.
      </p>
    ),
  }
}

function identityRefused(reason: string): Told {
  return {
    tone: "danger",
    title: "Xero’s answer could not be verified, so nothing was stored",
    body: (
      <p>
        Who consented could not be proved ({reason}). Check this machine’s clock, then connect
        again.
      </p>
    ),
  }
}

/** "Maple Florist and 2 more": at most three names, because a banner is no list. */
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
