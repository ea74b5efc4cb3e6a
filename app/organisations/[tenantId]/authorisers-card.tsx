import { Badge } from "@/app/_ui/content/badge"
import { Banner } from "@/app/_ui/content/banner"
import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { StatusBadge } from "@/app/_ui/content/status-badge"
import { DateOf } from "@/app/_ui/content/time"
import {
  AddAuthoriser,
  type AuthoriserFacts,
  AuthoriserList,
} from "@/app/organisations/[tenantId]/authorisers-list"
import { ordinalWord } from "@/lib/tenants/turn"
import { describeStanding } from "@/lib/words/tenant-status"
import type { TenantDetail } from "@/web/tenants/find-tenant"
import type { Authoriser } from "@/web/tenants/list-authorisers"

/** Whose sign-ins reach the organisation, in the order in which they are used, and what is to be said of it. */
export function AuthorisersCard({ tenant, canAct }: { tenant: TenantDetail; canAct: boolean }) {
  const { authorisers, tenantId, serving } = tenant
  const { list } = authorisers
  if (list.length === 0) return null
  const facts = list.map((one) => factsOf(one, serving.grant.id))
  return (
    <Card
      title="Authorisers"
      hint="Tenantry uses the first whose sign-in works. When it stops, the next one takes over at once."
      actions={<AddAuthoriser tenantId={tenantId} count={list.length} canAct={canAct} />}
      flush
    >
      <AuthoriserRisk tenant={tenant} />
      <AuthoriserList
        tenantId={tenantId}
        authorisers={facts}
        canAct={canAct}
        working={list.filter((one) => one.works).length}
      />
    </Card>
  )
}

function AuthoriserRisk({ tenant: { authorisers, serving } }: { tenant: TenantDetail }) {
  const { list, isReadDaily } = authorisers
  const working = list.filter((one) => one.works)
  const number = list.find((one) => one.grantId === serving.grant.id)?.number ?? 1
  if (number > 1) {
    return (
      <Risk title={`Running on its ${ordinalWord(number)} authoriser`}>
        Services get access tokens as before. Ask <Name>{list[0]?.xeroUserLabel ?? ""}</Name> to
        reconnect, or add someone else, so that there is a reserve again.
      </Risk>
    )
  }
  const [only] = working
  const others = working.some((one) => one.number !== only?.number)
  if (!isReadDaily || others || only === undefined) return null
  return (
    <Risk title="Only one authoriser works, and services read this organisation daily">
      They stop when <Name>{only.xeroUserLabel}</Name> leaves or the sign-in ends. Add another Xero
      user before that happens.
    </Risk>
  )
}

function Risk({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="border-b px-4 py-3 sm:px-5">
      <Banner tone="warning" title={title} quiet>
        <p>{children}</p>
      </Banner>
    </div>
  )
}

function factsOf(one: Authoriser, servingId: string): AuthoriserFacts {
  const { word, line } = describeStanding(one.status, one.reason)
  return {
    grantId: one.grantId,
    name:
      one.xeroAppLabel === null ? one.xeroUserLabel : `${one.xeroUserLabel} · ${one.xeroAppLabel}`,
    number: one.number,
    place: ordinalWord(one.number),
    works: one.works,
    about: (
      <>
        <p>
          <Name className="font-medium">{one.xeroUserLabel}</Name>
          {one.xeroUserEmail ? <span className="text-muted"> · {one.xeroUserEmail}</span> : null}
          {one.xeroAppLabel === null ? null : (
            <span className="text-muted">
              {" "}
              · through <Name>{one.xeroAppLabel}</Name>
            </span>
          )}
        </p>
        <p className="text-[0.8125rem] text-muted">
          {line} · consented <DateOf at={one.consentedAt} />
        </p>
      </>
    ),
    badges: (
      <>
        {one.grantId === servingId ? <Badge tone="info">In use</Badge> : null}
        <StatusBadge status={one.status} word={word} />
      </>
    ),
  }
}
