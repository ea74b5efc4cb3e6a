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
export function RelativeTime({ at, none }: TimeProps) {
  const now = useNow()
  return <Stamp at={at} none={none} show={(moment) => formatRelative(moment, now)} />
}

/** "21 Nov 2026" in the reader's zone; hovering tells the exact instant in UTC. */
export function DateOf({ at, none }: TimeProps) {
  const zone = useZone()
  return <Stamp at={at} none={none} show={(moment) => formatDate(moment, zone)} />
}

/** "21 Nov 2026, 20:38" in the reader's zone; hovering tells the exact instant in UTC. */
export function DateTimeOf({ at, none }: TimeProps) {
  const zone = useZone()
  return <Stamp at={at} none={none} show={(moment) => formatDateTime(moment, zone)} />
}

/** "2 hours": how long something has lasted; hovering tells since when, in UTC. */
export function Elapsed({ since }: { since: Moment }) {
  const now = useNow()
  return <Stamp at={since} show={(moment) => formatElapsed(moment, now)} />
}

/** "58 days left". */
export function TimeLeft({ until }: { until: Moment }) {
  const now = useNow()
  return formatTimeLeft(new Date(until), now)
}

function Stamp({ at, none = "–", show }: TimeProps & { show: (moment: Date) => string }) {
  if (at === null) return <span className="text-muted">{none}</span>
  const moment = new Date(at)
  return (
    <time
      dateTime={moment.toISOString()}
      title={formatUtc(moment)}
      className="relative z-10 tabular-nums"
    >
      {show(moment)}
    </time>
  )
}

/** As the server has it, or as JSON has it. */
type Moment = Date | string
/** `none`: what stands there without a time. */
type TimeProps = { at: Moment | null; none?: string | undefined }
