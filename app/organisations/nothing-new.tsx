import { Name } from "@/app/_ui/content/name"
import { PageLink } from "@/app/_ui/frame/page-link"
import type { Told } from "@/app/organisations/consent-told"
import type { ConsentOutcome, Organisation } from "@/lib/contract/outcomes"
import { formatAmount } from "@/lib/format"

/** A consent that brought nothing. Whatever Xero still lists is not in its list again, so `removed` have another way back. */
export function nothingNew(
  { organisations, xeroUserName }: Outcome,
  removed: Organisation[],
): Told {
  return {
    tone: "info",
    title: "Nothing new was connected",
    body: (
      <>
        <p>
          <Name>{xeroUserName}</Name> went on with what Xero lists as connected already (
          {formatAmount(organisations.length, "organisation")}), and the sign-in was renewed.
        </p>
        {removed.length > 0 ? <WayBack organisations={removed} /> : null}
        <p>
          To add another organisation, connect again and choose it in Xero’s list. It is missing
          there when this Xero user is neither Standard user nor Adviser in it.
        </p>
      </>
    ),
  }
}

function WayBack({ organisations }: { organisations: Organisation[] }) {
  return (
    <>
      <p>
        These are disconnected here, but Xero still lists them, so it does not offer them again. To
        bring one back, open its page and press Reconnect:
      </p>
      <ul className="max-h-40 overflow-y-auto">
        {organisations.map(({ tenantId, name }) => (
          <li key={tenantId}>
            <PageLink
              href={`/organisations/${tenantId}`}
              className="font-medium text-accent hover:underline"
            >
              <Name>{name}</Name>
            </PageLink>
          </li>
        ))}
      </ul>
    </>
  )
}

type Outcome = Extract<ConsentOutcome, { kind: "nothing_new" }>
