import { Name } from "@/app/_ui/content/name"
import { otherAuthoriser, sameAuthoriser } from "@/app/_words/consent-authoriser"
import { type ConsentText, plainEnd, runningText, troubleEnd } from "@/app/_words/consent-ends"
import { type Marks, Names } from "@/app/_words/consent-names"
import { nothingNew } from "@/app/_words/consent-nothing-new"
import { otherOrganisation } from "@/app/_words/consent-other"
import { Remarks } from "@/app/_words/consent-remarks"
import type { ConsentOutcome } from "@/lib/contract/outcomes"
import { formatAmount } from "@/lib/format"
import type { ConsentEnd } from "@/web/consents/find-consent-outcome"

/**
 * The outcome of a consent in words. `wanted` names the organisation to reconnect; `removed` are those that Xero still
 * lists although they are disconnected here.
 */
export function consentText(
  { outcome, removed, marks }: Pick<ConsentEnd, "outcome" | "removed" | "marks">,
  wanted: string | null,
): ConsentText {
  switch (outcome.kind) {
    case "connected":
      return connected(outcome, marks)
    case "nothing_new":
      return nothingNew(outcome, removed, marks)
    case "no_organisations":
      return noOrganisations(outcome, marks)
    case "reconnected":
      return reconnected(outcome, wanted, marks)
    case "other_organisation":
      return otherOrganisation(outcome, wanted, marks)
    case "other_authoriser":
      return otherAuthoriser(outcome, wanted, marks)
    case "same_authoriser":
      return sameAuthoriser(outcome, marks)
    case "list_pending":
      return listPending(outcome.xeroUserName)
    case "xero_error":
      return xeroError(outcome.error)
    case "identity_refused":
      return identityRefused(outcome.reason)
    case "running":
      return runningText(outcome.step)
    case "xero_trouble":
      return troubleEnd(outcome.trouble)
    default:
      return plainEnd(outcome.kind)
  }
}

function connected(outcome: Kind<"connected">, marks: Marks): ConsentText {
  const { added, organisations, xeroUserName, remarks } = outcome
  const before = new Set(remarks?.reachedBefore.map((one) => one.tenantId))
  const fresh = added.filter((one) => !before.has(one.tenantId))
  return {
    tone: (remarks?.notGranted.length ?? 0) > 0 ? "warning" : "success",
    title:
      fresh.length === 0 ? (
        <>
          <Name>{xeroUserName}</Name> now reaches <Names of={added} marks={marks} /> too
        </>
      ) : (
        <>
          Connected <Names of={fresh} marks={marks} />
        </>
      ),
    body: (
      <>
        <p>
          <Name>{xeroUserName}</Name>’s consent now covers{" "}
          {formatAmount(organisations.length, "organisation")}. Tenantry keeps the sign-in alive
          from here on. No one has to consent again unless it breaks. Services with access to all
          organisations can use it now; give the others access under Services.
        </p>
        <Remarks of={remarks} xeroUserName={xeroUserName} marks={marks} />
      </>
    ),
  }
}

function noOrganisations(
  { xeroUserName, remarks }: Kind<"no_organisations">,
  marks: Marks,
): ConsentText {
  return {
    tone: "warning",
    title: "Xero did not connect an organisation",
    body: (
      <>
        <p>
          <Name>{xeroUserName}</Name> consented, but Xero lists no organisations for this consent.
          Connect again and choose one in Xero’s list. The list is empty when this Xero user is not
          a Standard user or Adviser in any organisation, or when the app’s plan has no connections
          left.
        </p>
        <Remarks of={remarks} xeroUserName={xeroUserName} marks={marks} />
      </>
    ),
  }
}

function reconnected(
  outcome: Kind<"reconnected">,
  wanted: string | null,
  marks: Marks,
): ConsentText {
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
            Also connected: <Names of={added} marks={marks} isLast />
          </p>
        ) : null}
        {missing.length > 0 ? (
          <p>
            This consent no longer covers <Names of={missing} marks={marks} isLast /> Reconnect each
            one separately, or disconnect it here.
          </p>
        ) : null}
        <Remarks of={outcome.remarks} xeroUserName={xeroUserName} marks={marks} />
      </>
    ),
  }
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
        Xero sent <code className="font-mono">{error}</code> instead of a consent. This consent has
        changed nothing here. Connect again. If the error returns, check the app’s scopes in Xero’s
        developer portal.
      </p>
    ),
  }
}

function identityRefused(reason: string): ConsentText {
  return {
    tone: "danger",
    title: "Tenantry could not tell who consented",
    body: (
      <p>
        {IDENTITY_REFUSED[reason] ?? `Xero’s answer could not be verified (${reason}).`} Xero’s
        answer is kept, but no organisation uses it. Connect again.
      </p>
    ),
  }
}

const IDENTITY_REFUSED: Readonly<Record<string, string>> = {
  no_id_token: "Xero sent no id_token. Check that the scopes include openid.",
  signature: "The id_token is not signed with one of Xero’s keys.",
  issuer: "The id_token was issued by another server than XERO_ISSUER.",
  audience: "The id_token was issued for another app than XERO_CLIENT_ID.",
  nonce: "The id_token belongs to another consent.",
  time: "The id_token has expired or is not valid yet. Check this server’s clock.",
  no_xero_user: "Neither of Xero’s tokens names a Xero user.",
  two_xero_users: "Xero’s two tokens name different Xero users.",
}

type Kind<K extends ConsentOutcome["kind"]> = Extract<ConsentOutcome, { kind: K }>
