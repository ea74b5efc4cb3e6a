import { TextLink } from "@/app/_ui/content/links"
import { Name } from "@/app/_ui/content/name"
import { PageLink } from "@/app/_ui/frame/page-link"
import type { ConsentText } from "@/app/_words/consent-ends"
import { type Marks, Names } from "@/app/_words/consent-names"
import { Remarks } from "@/app/_words/consent-remarks"
import type { ConsentOutcome, Organisation } from "@/lib/contract/outcomes"
import { formatAmount } from "@/lib/format"

const MOST_SHOWN = 10

/**
 * A consent that connected nothing new. Xero never offers what it still lists as connected, so `removed` get links to
 * their pages.
 */
export function nothingNew(
  { organisations, xeroUserName, remarks }: Outcome,
  removed: Organisation[],
  marks: Marks,
): ConsentText {
  return {
    tone: "info",
    title: "No new organisation was connected",
    body: (
      <>
        <p>
          <Name>{xeroUserName}</Name> continued with what was already connected in Xero (
          {formatAmount(organisations.length, "organisation")}), so the consent only renewed the
          sign-in.
        </p>
        {removed.length > 0 ? <WayBack organisations={removed} marks={marks} /> : null}
        <p>
          To add another organisation, connect again and choose it in Xero’s list. The list shows
          only organisations where this Xero user is a Standard user or Adviser.
        </p>
        <Remarks of={remarks} xeroUserName={xeroUserName} marks={marks} />
      </>
    ),
  }
}

function WayBack({ organisations, marks }: { organisations: Organisation[]; marks: Marks }) {
  const more = organisations.length - MOST_SHOWN
  return (
    <>
      <p>
        These organisations are disconnected here, but Xero still lists them and so does not offer
        them again. To bring one back, open its page and press Reconnect:
      </p>
      <ul className="max-h-40 overflow-y-auto">
        {organisations.slice(0, MOST_SHOWN).map((one) => (
          <li key={one.tenantId}>
            <PageLink
              href={`/organisations/${one.tenantId}`}
              className="font-medium text-accent hover:underline"
            >
              <Names of={[one]} marks={marks} />
            </PageLink>
          </li>
        ))}
        {more > 0 ? (
          <li>
            <TextLink href="/organisations?status=removed">
              Show all that are disconnected here ({formatAmount(more, "more", "more")})
            </TextLink>
          </li>
        ) : null}
      </ul>
    </>
  )
}

type Outcome = Extract<ConsentOutcome, { kind: "nothing_new" }>
