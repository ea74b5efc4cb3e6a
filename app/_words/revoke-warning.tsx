"use client"

import { Name } from "@/app/_ui/content/name"
import { type Affected, ServicesThatStop } from "@/app/_words/disconnect-warning"

/** What revoking a consent does to each organisation and to services. */
export function RevokeWarning({ organisations, readers, reachesXero }: WarningProps) {
  const cutOff = organisations.filter((one) => !one.keepsWorking)
  const kept = organisations.filter((one) => one.keepsWorking)
  return (
    <>
      {cutOff.length > 0 ? (
        <>
          <p>
            {reachesXero
              ? "These organisations are disconnected here and in Xero:"
              : "This consent belongs to an earlier Xero app, so Tenantry cannot end it in Xero, which may go on listing these organisations. They are disconnected here:"}
          </p>
          <Names of={cutOff} />
          <ServicesThatStop readers={readers} what="them" />
        </>
      ) : null}
      {kept.length > 0 ? (
        <>
          <p>These keep working through another Xero user’s consent:</p>
          <Names of={kept} />
        </>
      ) : null}
      <p>
        {cutOff.length > 0 ? "To connect them again, someone must consent in Xero again. " : null}
        To end only one organisation, use Disconnect instead.
      </p>
    </>
  )
}

function Names({ of }: { of: Ending[] }) {
  return (
    <ul className="max-h-48 overflow-y-auto">
      {of.map(({ tenantId, name, state }) => (
        <li key={tenantId}>
          <strong>
            <Name>{name}</Name>
          </strong>
          {MORE[state]}
        </li>
      ))}
    </ul>
  )
}

const MORE = {
  connected: null,
  offered: ", which needs a decision",
  disconnected: ", which is disconnected here but not in Xero",
}

/** An organisation that loses this consent; it keeps working where another consent covers it. */
export type Ending = {
  tenantId: string
  name: string
  state: "connected" | "offered" | "disconnected"
  keepsWorking: boolean
}
type WarningProps = {
  organisations: Ending[]
  /** Services that would lose access. */
  readers: Affected[]
  /** False where the consent belongs to a Xero app that is not configured any more. */
  reachesXero: boolean
}
