import { Card } from "@/app/_ui/content/card"
import { Fact } from "@/app/_ui/content/fact"
import { Name } from "@/app/_ui/content/name"
import { DateOf, DateTimeOf, RelativeTime, TimeLeft } from "@/app/_ui/content/time"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import { ReferenceButton } from "@/app/organisations/[tenantId]/reference"
import { isolate } from "@/lib/format"
import { lastDayOf } from "@/lib/tenants/last-day"
import { endWord } from "@/lib/words/hand-over-status"
import { tenantTypeWord } from "@/lib/words/tenant-status"
import type { TenantDetail } from "@/web/tenants/find-tenant"

/** What an admin wants to know at a glance: until when it works, who authorised it, and when it last worked. */
export function Facts({ tenant, canAct }: { tenant: TenantDetail; canAct: boolean }) {
  const { serving, tenantId, reference } = tenant
  const { grant } = serving
  const isCustom = grant.xeroApp.kind === "custom"
  return (
    <Card>
      <dl className="grid gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
        <Fact label={grant.endedAt ? "Sign-in" : "Sign-in valid until"}>
          <ValidUntil tenant={tenant} />
        </Fact>
        {isCustom ? (
          <Fact label="Custom connection">
            <Name>{grant.xeroApp.name}</Name>
          </Fact>
        ) : (
          <Fact label="Authorised by" more={emailBeside(grant)}>
            <Name>{grant.xeroUserLabel}</Name>
          </Fact>
        )}
        <Fact
          label={isCustom ? "Added" : "Consented"}
          more={grant.consentedBy ? `through ${isolate(grant.consentedBy)}` : null}
        >
          <DateTimeOf at={grant.consentedAt} />
        </Fact>
        <Fact label="Last verified with Xero">
          <RelativeTime at={lastVerifiedAt(tenant)} />
        </Fact>
        <Fact label="Last refreshed">
          <RelativeTime at={grant.lastRefreshedAt} />
        </Fact>
        <Fact label="Type">{tenantTypeWord(tenant.type)}</Fact>
        <Fact label="Reference">
          <span className="flex flex-wrap items-center gap-x-2">
            {reference === null ? (
              <span className="text-muted">None</span>
            ) : (
              <Name>{reference}</Name>
            )}
            {canAct ? <ReferenceButton tenantId={tenantId} reference={reference} /> : null}
          </span>
        </Fact>
      </dl>
    </Card>
  )
}

/** Ids that other systems need. */
export function Ids({ tenant }: { tenant: TenantDetail }) {
  const { tenantId, serving } = tenant
  return (
    <Card title="Ids">
      <dl className="grid gap-3">
        <Fact label="Tenant id">
          <CopyableId text={tenantId} what="the tenant id" />
        </Fact>
        <Fact label="Connection id">
          <CopyableId text={serving.connectionId} what="the connection id" />
        </Fact>
        {serving.grant.xeroApp.kind === "custom" ? null : (
          <Fact label="Xero user id">
            <CopyableId text={serving.grant.xeroUserId} what="the Xero user id" />
          </Fact>
        )}
      </dl>
    </Card>
  )
}

/** Unless the label shows it already. */
function emailBeside({ xeroUserLabel, xeroUserEmail }: TenantDetail["serving"]["grant"]) {
  const isShown = xeroUserEmail !== null && xeroUserLabel.endsWith(xeroUserEmail)
  return isShown ? null : xeroUserEmail
}

function ValidUntil({ tenant }: { tenant: TenantDetail }) {
  const { grant } = tenant.serving
  if (grant.endedAt) {
    const word = endWord(grant.endedReason)
    return (
      <>
        <span className={word === "Ended" ? "text-danger" : undefined}>{word}</span>{" "}
        <DateOf at={grant.endedAt} />
      </>
    )
  }
  const until = lastDayOf(grant.refreshTokenExpiresAt)
  if (until === null) return <span>Does not expire</span>
  return (
    <>
      <DateOf at={until} />{" "}
      <span className="text-muted">
        (<TimeLeft until={until} />)
      </span>
    </>
  )
}

function lastVerifiedAt({ serving }: TenantDetail): Date {
  const { lastCheckedAt } = serving.grant
  return lastCheckedAt && lastCheckedAt > serving.lastSeenAt ? lastCheckedAt : serving.lastSeenAt
}
