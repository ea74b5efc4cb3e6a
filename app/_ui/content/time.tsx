"use client"

import { useNow, useZone } from "@/app/_ui/frame/clock"
import {
  formatDate,
  formatDateTime,
  formatElapsed,
  formatRelative,
  formatTimeLeft,
  formatUtc,
} from "@/lib/format"

/** "3 minutes ago"; hovering tells the exact instant in UTC. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow()
  return <Stamp at={at}>{formatRelative(new Date(at), now)}</Stamp>
}

/** "21 Nov 2026" in the reader's zone; hovering tells the exact instant in UTC. */
export function DateOf({ at }: { at: string }) {
  const zone = useZone()
  return <Stamp at={at}>{formatDate(new Date(at), zone)}</Stamp>
}

/** "21 Nov 2026, 20:38" in the reader's zone; hovering tells the exact instant in UTC. */
export function DateTimeOf({ at }: { at: string }) {
  const zone = useZone()
  return <Stamp at={at}>{formatDateTime(new Date(at), zone)}</Stamp>
}

/** "2 hours": how long something has lasted; hovering tells since when, in UTC. */
export function Elapsed({ since }: { since: string }) {
  const now = useNow()
  return <Stamp at={since}>{formatElapsed(new Date(since), now)}</Stamp>
}

/** "58 days left". */
export function TimeLeft({ until }: { until: string }) {
  const now = useNow()
  return formatTimeLeft(new Date(until), now)
}

function Stamp({ at, children }: { at: string; children: string }) {
  return (
    <time dateTime={at} title={formatUtc(new Date(at))} className="relative z-10 tabular-nums">
      {children}
    </time>
  )
}
