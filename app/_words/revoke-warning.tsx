"use client"

import { Name } from "@/app/_ui/content/name"
import { type Affected, ServicesThatStop } from "@/app/_words/disconnect-warning"
import { formatAmount, formatCount } from "@/lib/format"

/** What revoking a consent does to each organisation and to services. */
export function RevokeWarning({ ending, kept, readers, reachesXero }: WarningProps) {
  return (
    <>
      {ending.count > 0 ? (
        <>
          <p>
            {reachesXero
              ? `${these(ending)} are disconnected here and in Xero:`
              : `This consent belongs to an earlier Xero app, so Tenantry cannot end it in Xero. ${these(ending)} are disconnected here, but Xero may go on listing them:`}
          </p>
          <Names of={ending} />
          <ServicesThatStop readers={readers} what="them" />
        </>
      ) : null}
      {kept.count > 0 ? (
        <>
          <p>{these(kept)} keep working through another consent:</p>
          <Names of={kept} />
        </>
      ) : null}
      <p>
        {ending.count > 0 ? "To connect them again, someone must consent in Xero again. " : null}
        To end only one organisation, use Disconnect instead.
      </p>
    </>
  )
}

/** Says how many where not all are named. */
function these({ count, first }: Organisations): string {
  return count > first.length ? `These ${formatCount(count)} organisations` : "These organisations"
}

function Names({ of }: { of: Organisations }) {
  const more = of.count - of.first.length
  return (
    <ul className="max-h-48 overflow-y-auto">
      {of.first.map(({ tenantId, name, state }) => (
        <li key={tenantId}>
          <strong>
            <Name>{name}</Name>
          </strong>
          {MORE[state]}
        </li>
      ))}
      {more > 0 ? <li>and {formatAmount(more, "other")}</li> : null}
    </ul>
  )
}

const MORE = {
  connected: null,
  offered: ", which needs a decision",
  disconnected: ", which is disconnected here but not in Xero",
}

/** How many, and the first of them. */
export type Organisations = {
  count: number
  first: { tenantId: string; name: string; state: keyof typeof MORE }[]
}
type WarningProps = {
  /** What loses the consent. */
  ending: Organisations
  /** What another consent reaches too. */
  kept: Organisations
  /** Services that would lose access. */
  readers: Affected[]
  /** False where the consent belongs to a Xero app that is not configured any more. */
  reachesXero: boolean
}
