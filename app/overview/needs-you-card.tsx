import { CircleCheck } from "lucide-react"
import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { StatusBadge } from "@/app/_ui/content/status-badge"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { PostForm } from "@/app/_ui/forms/post-form"
import { PageLink } from "@/app/_ui/frame/page-link"
import { RefreshButton } from "@/app/overview/components"
import { formatAmount } from "@/lib/format"
import type { TenantStatus } from "@/lib/tenants/status"
import { describeStanding } from "@/lib/words/tenant-status"
import type { TenantPage, TenantRow } from "@/web/tenants/list-tenants"

const SHOWN = 5
const WAITING: TenantStatus[] = ["reconnect_needed", "disconnected_in_xero", "expiring_soon"]

/** The organisations that wait for a person, in the list's order, each with the button that helps. */
export function NeedsYouCard({ page, canAct }: { page: TenantPage; canAct: boolean }) {
  const waiting = WAITING.reduce((sum, status) => sum + page.counts[status], 0)
  const shown = page.tenants.filter(({ status }) => WAITING.includes(status)).slice(0, SHOWN)
  if (shown.length === 0) return <Nothing />
  return (
    <Card title="Needs you" flush>
      <ul aria-label="Needs you">
        {shown.map((tenant) => (
          <Line key={tenant.tenantId} tenant={tenant} canAct={canAct} />
        ))}
      </ul>
      {waiting > shown.length ? (
        <p className="border-t px-4 py-3 text-[0.8125rem] sm:px-5">
          <PageLink href="/organisations" className="rounded text-accent hover:underline">
            {formatAmount(waiting - shown.length, "more organisation")}
          </PageLink>
        </p>
      ) : null}
    </Card>
  )
}

function Line({ tenant, canAct }: { tenant: TenantRow; canAct: boolean }) {
  const { tenantId, name, status, reason } = tenant
  const { word, line, remedy } = describeStanding(status, reason)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-3 last:border-b-0 sm:px-5">
      <div className="grid min-w-0 flex-1 basis-56 gap-1">
        <PageLink
          href={`/organisations/${tenantId}`}
          className="justify-self-start rounded font-medium hover:text-accent"
        >
          <Name className="line-clamp-2">{name}</Name>
        </PageLink>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-[0.8125rem] text-muted">
          <StatusBadge status={status} word={word} />
          <span>{line}</span>
        </div>
      </div>
      <Remedy tenantId={tenantId} remedy={remedy} canAct={canAct} />
    </li>
  )
}

/** Some troubles are mended elsewhere: the page of the organisation says where. */
function Remedy({ tenantId, remedy, canAct }: RemedyProps) {
  if (remedy === null) {
    return (
      <LinkButton href={`/organisations/${tenantId}`} size="sm">
        What to do
      </LinkButton>
    )
  }
  if (remedy === "refresh") return <RefreshButton tenantId={tenantId} disabled={!canAct} />
  return (
    <PostForm action="/xero/connect" fields={{ tenantId }} size="sm" disabled={!canAct}>
      Reconnect
    </PostForm>
  )
}

function Nothing() {
  return (
    <Card title="Needs you">
      <p className="flex items-center gap-2 text-muted">
        <CircleCheck className="size-4 shrink-0 text-ok" />
        Nothing. No organisation needs attention.
      </p>
    </Card>
  )
}

type RemedyProps = {
  tenantId: string
  remedy: ReturnType<typeof describeStanding>["remedy"]
  canAct: boolean
}
