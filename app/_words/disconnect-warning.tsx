"use client"

import { Name } from "@/app/_ui/content/name"
import type { StatusLook } from "@/app/_ui/content/status-badge"
import { RelativeTime } from "@/app/_ui/content/time"
import { formatAmount } from "@/lib/format"

const NAMED = 10

/** What disconnecting an organisation does in Xero and to services. */
export function DisconnectWarning(warning: WarningProps) {
  const { name, status, others, readers } = warning
  if (warning.isCustom) return <CustomWarning name={name} readers={readers} />
  return (
    <>
      <p>
        {AT_XERO[status] ?? "Xero ends the connection"}, and services get no more access tokens for{" "}
        <strong>
          <Name>{name}</Name>
        </strong>
        .
      </p>
      <ServicesThatStop readers={readers} what="it" />
      <p>
        {others === 0
          ? "This consent covers no other organisation."
          : others === 1
            ? "The other organisation on this consent keeps working."
            : `The ${others} other organisations on this consent keep working.`}{" "}
        Its page and history stay here, and you can reconnect it at any time.
      </p>
    </>
  )
}

/** A custom connection is not Tenantry's to end. */
function CustomWarning({ name, readers }: Pick<WarningProps, "name" | "readers">) {
  return (
    <>
      <p>
        Services get no more access tokens for{" "}
        <strong>
          <Name>{name}</Name>
        </strong>
        . The custom connection itself, and its bill, end only in Xero's developer portal.
      </p>
      <ServicesThatStop readers={readers} what="it" />
      <p>Its page and history stay here.</p>
    </>
  )
}

/** The services that would lose access, most recent fetch first. */
export function ServicesThatStop({ readers, what }: { readers: Affected[]; what: string }) {
  if (readers.length === 0) return <p>No service uses {what}.</p>
  const more = readers.length - NAMED
  return (
    <>
      <p>
        {formatAmount(readers.length, "service loses", "services lose")} access to {what}:
      </p>
      <ul className="max-h-40 overflow-y-auto">
        {readers.slice(0, NAMED).map(({ serviceId, name, lastFetchAt }) => (
          <li key={serviceId}>
            <strong>
              <Name>{name}</Name>
            </strong>
            {lastFetchAt === null ? (
              ", which has never fetched a token"
            ) : (
              <>
                , last fetch <RelativeTime at={lastFetchAt} />
              </>
            )}
          </li>
        ))}
        {more > 0 ? <li>and {formatAmount(more, "other")}</li> : null}
      </ul>
    </>
  )
}

// What disconnecting does in Xero where it differs from the usual.
const AT_XERO: Partial<Record<StatusLook, string>> = {
  disconnected_in_xero: "The connection has already ended in Xero",
  paused: "Xero ends the connection if Tenantry can still reach it",
  reconnect_needed: "The sign-in has ended, so Xero may go on listing the connection",
}

/** A service that uses the organisation; `lastFetchAt` in ISO 8601. */
export type Affected = { serviceId: string; name: string; lastFetchAt: string | null }
export type WarningProps = {
  name: string
  status: StatusLook
  /** It is reached by a custom connection. */
  isCustom: boolean
  /** How many other organisations are on the same consent. */
  others: number
  /** Services that use it. */
  readers: Affected[]
}
