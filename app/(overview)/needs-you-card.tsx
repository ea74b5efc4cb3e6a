import { CircleCheck } from "lucide-react"
import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { StatusBadge } from "@/app/_ui/content/status-badge"
import { PostForm } from "@/app/_ui/forms/post-form"
import { PageLink } from "@/app/_ui/frame/page-link"
import { RefreshButton } from "@/app/(overview)/components"
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
      {remedy === "refresh" ? (
        <RefreshButton tenantId={tenantId} disabled={!canAct} />
      ) : (
        <PostForm action="/xero/connect" fields={{ tenantId }} size="sm" disabled={!canAct}>
          Reconnect
        </PostForm>
      )}
    </li>
  )
}

function Nothing() {
  return (
    <Card title="Needs you">
      <p className="flex items-center gap-2 text-muted">
        <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
        Nothing. No organisation waits for a person.
      </p>
    </Card>
  )
}
