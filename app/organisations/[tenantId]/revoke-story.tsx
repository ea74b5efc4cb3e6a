"use client"

import { Name } from "@/app/_ui/content/name"
import { type Affected, Breaks } from "@/app/organisations/[tenantId]/disconnect-story"

/** What revoking a consent does, organisation by organisation, and to the services. */
export function RevokeStory({ organisations, readers, reachesXero }: StoryProps) {
  const cutOff = organisations.filter((one) => !one.keepsWorking)
  const kept = organisations.filter((one) => one.keepsWorking)
  return (
    <>
      {cutOff.length > 0 ? (
        <>
          <p>
            {reachesXero
              ? "These are cut off, here and at Xero:"
              : "An earlier Xero app began this consent, so Xero cannot be told, and may go on listing these. They are cut off here:"}
          </p>
          <Names of={cutOff} />
          <Breaks readers={readers} what="them" />
        </>
      ) : null}
      {kept.length > 0 ? (
        <>
          <p>Another Xero user’s consent reaches these too, so they keep working:</p>
          <Names of={kept} />
        </>
      ) : null}
      <p>
        {cutOff.length > 0
          ? "To connect any that is cut off again, somebody must consent at Xero anew. "
          : null}
        To end one organisation only, use Disconnect instead.
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
  offered: ", which waits for a decision",
  disconnected: ", which is disconnected here, but not at Xero",
}

/** An organisation that Xero drops with the consent; it keeps working where another consent reaches it. */
export type Ending = {
  tenantId: string
  name: string
  state: "connected" | "offered" | "disconnected"
  keepsWorking: boolean
}
type StoryProps = {
  organisations: Ending[]
  /** Services that would stop. */
  readers: Affected[]
  /** False where the consent belongs to a Xero app that is not configured any more. */
  reachesXero: boolean
}
