import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { RelativeTime } from "@/app/_ui/content/time"
import { PageLink } from "@/app/_ui/frame/page-link"
import { LinkDialog } from "@/app/links/link-dialog"
import { StandingBadge } from "@/app/links/standing-badge"
import { isolate } from "@/lib/format"
import { labelOf } from "@/lib/names/label"
import { purposeWord } from "@/lib/words/link-standing"
import type { LinkRow } from "@/web/links/list-links"
import type { TenantDetail } from "@/web/tenants/find-tenant"

/** The links that are out for the organisation, so that two admins do not ask twice, and the way to ask somebody. */
export function LinksCard({ tenant, links, isBroken, canAct, ...may }: LinksCardProps) {
  const { tenantId, label } = tenant
  const { xeroUserName, xeroUserEmail, xeroUserLabel } = tenant.serving.grant
  const asked = { organisation: { tenantId, name: label }, disabled: !canAct, ...may }
  return (
    <Card
      title="Ask somebody outside"
      hint="A link lets them consent at Xero without an account here."
      actions={
        isBroken ? (
          <LinkDialog
            {...asked}
            tone="primary"
            label={`Ask ${isolate(xeroUserLabel)} to reconnect`}
            purposes={["reconnect", "second_authoriser", "wider_scopes"]}
            recipient={{ name: xeroUserName, email: xeroUserEmail }}
          />
        ) : (
          <LinkDialog
            {...asked}
            label="Ask for a second authoriser"
            purposes={["second_authoriser", "wider_scopes", "reconnect"]}
          />
        )
      }
      flush
    >
      {links.length === 0 ? (
        <p className="px-4 py-3 text-muted sm:px-5">No open links for this organisation.</p>
      ) : (
        <ul>
          {links.map((link) => (
            <LinkOut key={link.linkId} link={link} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function LinkOut({ link }: { link: LinkRow }) {
  const name = link.recipientName ?? link.recipientEmail ?? "Whoever has it"
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2.5 last:border-b-0 sm:px-5">
      <span className="min-w-0">
        <PageLink href="/links" className="font-medium hover:text-accent">
          <Name>{labelOf({ name, mark: link.mark })}</Name>
        </PageLink>
        <span className="text-muted">
          {" "}
          · {purposeWord(link.purpose)} · made <RelativeTime at={link.createdAt} /> by{" "}
          <Name>{link.madeBy}</Name>
        </span>
      </span>
      <StandingBadge standing={link.standing} />
    </li>
  )
}

type LinksCardProps = {
  tenant: TenantDetail
  links: LinkRow[]
  /** Only a new consent brings it back. */
  isBroken: boolean
  canAct: boolean
  mayReturn: boolean
  mailsGo: boolean
}
