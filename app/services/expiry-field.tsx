"use client"

import { useId, useState } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { Button } from "@/app/_ui/forms/button"
import { Radio } from "@/app/_ui/forms/checkbox"
import { CONTROL_LOOK, describedBy, Labelled } from "@/app/_ui/forms/field"
import { useNow, useZone } from "@/app/_ui/frame/clock"
import { formatDay } from "@/lib/format"

const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000
const TERMS = [30, 90, 365]

/**
 * The expiry: the end of a day in the reader's zone, or never, with a warning. The form gets `expiresAt`, an instant or
 * `never`; an instant that the reader does not change keeps its time of day.
 */
export function ExpiryField({ before, proposed, error }: ExpiryFieldProps) {
  const [never, setNever] = useState(before === null)
  const [day, setDay] = useState<string | null>(null)
  const zone = useZone()
  const now = useNow()
  const id = useId()
  const untouched = before ?? proposed
  const shown = day ?? formatDay(new Date(untouched), zone)
  const value = day === null ? untouched : endOf(day)
  return (
    <fieldset className="grid gap-3 rounded-lg border p-3">
      <legend className="px-1 font-medium text-sm">Expiry</legend>
      <input type="hidden" name="expiresAt" value={never ? "never" : value} />
      <Radio name="expiry" label="On a date" checked={!never} onChange={() => setNever(false)} />
      {never ? null : (
        <div className="grid gap-2 pl-6.5">
          <Labelled
            id={id}
            label="Last day"
            hint="The service gets no tokens after this day. You can change it at any time."
            error={error}
          >
            <input
              id={id}
              type="date"
              value={shown}
              onChange={(event) => setDay(event.target.value)}
              aria-invalid={error ? true : undefined}
              aria-describedby={describedBy(id, { hint: true, error })}
              className={`${CONTROL_LOOK} max-w-48`}
            />
          </Labelled>
          <div className="flex flex-wrap gap-1.5">
            {TERMS.map((days) => (
              <Button key={days} size="sm" onClick={() => setDay(dayIn(days, now, zone))}>
                {days === 365 ? "1 year" : `${days} days`}
              </Button>
            ))}
          </div>
        </div>
      )}
      <Radio name="expiry" label="Never" checked={never} onChange={() => setNever(true)} />
      {never ? (
        <Banner tone="warning" title="A forgotten secret works forever" quiet>
          Without an expiry, an abandoned program or a leaked secret keeps its access until someone
          notices. Choose a date if you can.
        </Banner>
      ) : null}
    </fieldset>
  )
}

function dayIn(days: number, now: Date, zone: string): string {
  return formatDay(new Date(now.getTime() + days * DAY_IN_MILLISECONDS), zone)
}

/** The last second of a day in the browser's zone; empty for an empty date. */
function endOf(day: string): string {
  const end = new Date(`${day}T23:59:59`)
  return Number.isNaN(end.getTime()) ? "" : end.toISOString()
}

type ExpiryFieldProps = {
  /** ISO 8601; null: never. */
  before: string | null
  /** The instant to propose where there was none. */
  proposed: string
  error: string | undefined
}
