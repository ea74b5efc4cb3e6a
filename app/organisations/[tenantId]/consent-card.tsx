import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { StatusBadge } from "@/app/_ui/content/status-badge"
import { DateOf } from "@/app/_ui/content/time"
import { PageLink } from "@/app/_ui/frame/page-link"
import type { Affected } from "@/app/_words/disconnect-warning"
import { HandOver } from "@/app/organisations/[tenantId]/hand-over"
import { handOverStanding } from "@/app/organisations/[tenantId]/hand-over-standing"
import { RevokeConsent } from "@/app/organisations/[tenantId]/revoke-consent"
import { listHref } from "@/app/organisations/list-query"
import { formatAmount, formatCount } from "@/lib/format"
import { endWord } from "@/lib/words/hand-over-status"
import { describeStanding } from "@/lib/words/tenant-status"
import type { TenantConnection, TenantDetail } from "@/web/tenants/find-tenant"
import type { CoveredTenant } from "@/web/tenants/list-covered"
import { EVERYTHING } from "@/web/tenants/tenant-query"

/**
 * Whose consent serves the organisation, and which other organisations depend on it. A custom connection reaches one, and
 * its consent lives in Xero alone.
 */
export function ConsentCard({ tenant, canAct, isOwner, readers }: ConsentCardProps) {
  const { covers, cutOff, serving, tenantId } = tenant
  const { grant } = serving
  if (grant.xeroApp.kind === "custom") return null
  const standing = handOverStanding(tenant)
  return (
    <Card
      title={
        <>
          <Name>{grant.xeroUserLabel}</Name>’s consent covers{" "}
          {formatAmount(covers.count, "organisation")}
        </>
      }
      hint={
        covers.count > 1
          ? "They share one sign-in. When it ends, all of them stop, and reconnecting one brings all of them back."
          : null
      }
      flush
    >
      {covers.first.length > 0 ? (
        <ul>
          {covers.first.map((one) => (
            <Covered key={one.tenantId} one={one} here={one.tenantId === tenantId} />
          ))}
        </ul>
      ) : null}
      {covers.count > covers.first.length ? (
        <PageLink
          href={listHref(EVERYTHING, { grantId: grant.id })}
          className="block border-t px-4 py-2.5 text-accent hover:underline sm:px-5"
        >
          Show all {formatCount(covers.count)}
        </PageLink>
      ) : null}
      <RevokeConsent
        grantId={grant.id}
        xeroUserName={grant.xeroUserLabel}
        ending={cutOff.ending}
        kept={cutOff.kept}
        readers={readers}
        reachesXero={grant.xeroApp.usable}
        canRevoke={grant.state === "active" && cutOff.ending.count + cutOff.kept.count > 0}
        canAct={canAct}
      />
      {isOwner && standing !== null ? (
        <HandOver
          grantId={grant.id}
          xeroUserName={grant.xeroUserLabel}
          organisations={covers.count}
          standing={standing}
        />
      ) : null}
    </Card>
  )
}

/** Consents that reach the organisation and do not authorise it: ended here, offered, or of an earlier app. */
export function OtherConsents({ tenant }: { tenant: TenantDetail }) {
  const shown = new Set(tenant.authorisers.list.map((one) => one.grantId))
  const others = tenant.connections.filter(
    ({ grant }) => grant.id !== tenant.serving.grant.id && !shown.has(grant.id),
  )
  if (others.length === 0) return null
  return (
    <Card title="Other consents for this organisation" flush>
      <ul>
        {others.map((one) => (
          <li
            key={one.connectionId}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2.5 last:border-b-0 sm:px-5"
          >
            <span className="min-w-0">
              <Name className="font-medium">{one.grant.xeroUserLabel}</Name>
              <span className="text-muted">
                {" "}
                · since <DateOf at={one.connectedAt} />
              </span>
            </span>
            <ConnectionWord one={one} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Covered({ one, here }: { one: CoveredTenant; here: boolean }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2.5 last:border-b-0 sm:px-5">
      {here ? (
        <span className="min-w-0">
          <Name className="font-medium">{one.name}</Name>{" "}
          <span className="text-muted">(this one)</span>
        </span>
      ) : (
        <PageLink
          href={`/organisations/${one.tenantId}`}
          className="min-w-0 font-medium hover:text-accent"
        >
          <Name>{one.name}</Name>
        </PageLink>
      )}
      <StatusBadge status={one.status} word={describeStanding(one.status, one.reason).word} />
    </li>
  )
}

function ConnectionWord({ one }: { one: TenantConnection }) {
  if (one.state === "offered") return <Badge>Needs a decision</Badge>
  if (one.state === "disconnected") return <Badge>Disconnected here</Badge>
  if (one.grant.state === "ended") return <EndBadge endedReason={one.grant.endedReason} />
  if (one.state === "disconnected_in_xero") return <Badge tone="danger">Disconnected in Xero</Badge>
  return <Badge tone="ok">Connected</Badge>
}

function EndBadge({ endedReason }: { endedReason: string | null }) {
  const word = endWord(endedReason)
  return word === "Ended" ? <Badge tone="danger">{word}</Badge> : <Badge>{word}</Badge>
}

type ConsentCardProps = {
  tenant: TenantDetail
  canAct: boolean
  /** Only owners hand a sign-in over. */
  isOwner: boolean
  /** Services that stop when the consent is revoked. */
  readers: Affected[]
}
