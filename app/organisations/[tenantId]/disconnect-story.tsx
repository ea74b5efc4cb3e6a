"use client"

import { Name } from "@/app/_ui/content/name"
import type { StatusLook } from "@/app/_ui/content/status-badge"
import { RelativeTime } from "@/app/_ui/content/time"
import { formatAmount } from "@/lib/format"

const NAMED = 10

/** What disconnecting an organisation does, at Xero and to the services. */
export function DisconnectStory({ name, status, others, readers }: StoryProps) {
  return (
    <>
      <p>
        {AT_XERO[status] ?? "Xero ends the connection"}, and no more access tokens are handed out
        for{" "}
        <strong>
          <Name>{name}</Name>
        </strong>
        .
      </p>
      <Breaks readers={readers} what="it" />
      <p>
        {others === 0
          ? "No other organisation is on this consent."
          : others === 1
            ? "The other organisation on this consent keeps working."
            : `The ${others} other organisations on this consent keep working.`}{" "}
        This one’s page and history stay here, and it can be reconnected at any time.
      </p>
    </>
  )
}

/** The services that would stop, by name, those that fetched last first. */
export function Breaks({ readers, what }: { readers: Affected[]; what: string }) {
  if (readers.length === 0)
    return <p>No service reads {what}, so nothing that is known here breaks.</p>
  const more = readers.length - NAMED
  return (
    <>
      <p>
        {formatAmount(readers.length, "service gets", "services get")} no more access tokens of{" "}
        {what}:
      </p>
      <ul className="max-h-40 overflow-y-auto">
        {readers.slice(0, NAMED).map(({ serviceId, name, lastFetchAt }) => (
          <li key={serviceId}>
            <strong>
              <Name>{name}</Name>
            </strong>
            {lastFetchAt === null ? (
              ", which never fetched one"
            ) : (
              <>
                , last <RelativeTime at={lastFetchAt} />
              </>
            )}
          </li>
        ))}
        {more > 0 ? <li>and {formatAmount(more, "other")}</li> : null}
      </ul>
    </>
  )
}

// What disconnecting does there, where it is not the usual.
const AT_XERO: Partial<Record<StatusLook, string>> = {
  disconnected_in_xero: "Xero has ended the connection already; it is removed here too",
  paused: "If Xero can still be told, it ends the connection",
  reconnect_needed: "The sign-in has ended, so Xero may not hear of it; it is removed here anyway",
}

/** A service that would notice; when it fetched last, in ISO 8601. */
export type Affected = { serviceId: string; name: string; lastFetchAt: string | null }
type StoryProps = {
  name: string
  status: StatusLook
  /** How many other organisations are on the same consent. */
  others: number
  /** Services that it feeds. */
  readers: Affected[]
}
