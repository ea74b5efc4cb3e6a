import { Name } from "@/app/_ui/content/name"
import { Table } from "@/app/_ui/content/table"
import { DateOf, RelativeTime } from "@/app/_ui/content/time"
import { PageLink } from "@/app/_ui/frame/page-link"
import { LinkActions } from "@/app/links/components"
import { StandingBadge } from "@/app/links/standing-badge"
import { labelOf } from "@/lib/names/label"
import { failureText, purposeWord } from "@/lib/words/link-standing"
import type { LinkRow } from "@/web/links/list-links"

/** One row a link: for whom, for what, how it stands, and what can be done about it. */
export function LinkTable({ links, canAct, mailsGo }: LinkTableProps) {
  return (
    <Table
      label="Links"
      columns={["For", "To", "State", "Made", "Expires", canAct && "Actions"]}
      rows={links.map((link) => ({
        key: link.linkId,
        cells: {
          For: <Recipient link={link} />,
          To: <Purpose link={link} />,
          State: <State link={link} />,
          Made: <Made link={link} />,
          Expires: (
            <DateOf at={link.isOpen || link.standing === "expired" ? link.expiresAt : null} />
          ),
          Actions: (
            <LinkActions
              linkId={link.linkId}
              standing={link.standing}
              recipient={recipientOf(link)}
              maySend={mailsGo && link.recipientEmail !== null}
            />
          ),
        },
      }))}
    />
  )
}

function State({ link }: { link: LinkRow }) {
  const { standing, since, failure, isWanted, awaitsDecision } = link
  return (
    <>
      <StandingBadge standing={standing} />
      <p className="mt-1 text-[0.8125rem] text-muted">
        <RelativeTime at={since} />
        {standing === "failed" && failure !== null ? <> · {failureText(failure)}</> : null}
        {awaitsDecision ? " · awaits a decision" : null}
        {isWanted ? " · asks for a new one" : null}
      </p>
    </>
  )
}

function Made({ link: { createdAt, madeBy } }: { link: LinkRow }) {
  return (
    <>
      <DateOf at={createdAt} />
      <p className="text-muted text-xs">
        by <Name>{madeBy}</Name>
      </p>
    </>
  )
}

function Recipient({ link }: { link: LinkRow }) {
  const { recipientName, recipientEmail, reference } = link
  return (
    <>
      <Name className={(recipientName ?? recipientEmail) ? "font-medium" : "text-muted"}>
        {recipientOf(link)}
      </Name>
      {recipientName !== null && recipientEmail !== null ? (
        <p className="text-[0.8125rem] text-muted">
          <Name>{recipientEmail}</Name>
        </p>
      ) : null}
      {reference === null ? null : (
        <p className="text-[0.8125rem] text-muted">
          Reference <Name>{reference}</Name>
        </p>
      )}
    </>
  )
}

function Purpose({ link: { purpose, tenantId, organisation } }: { link: LinkRow }) {
  if (tenantId === null) return purposeWord(purpose)
  return (
    <>
      {purposeWord(purpose)}
      <p>
        <PageLink href={`/organisations/${tenantId}`} className="font-medium hover:text-accent">
          <Name>{organisation ?? ""}</Name>
        </PageLink>
      </p>
    </>
  )
}

function recipientOf({ recipientName, recipientEmail, mark }: LinkRow): string {
  return labelOf({ name: recipientName ?? recipientEmail ?? "whoever has it", mark })
}

type LinkTableProps = {
  links: LinkRow[]
  canAct: boolean
  /** There is a mail server, so links can be sent again. */
  mailsGo: boolean
}
