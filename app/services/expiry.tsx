import { DateOf, TimeLeft } from "@/app/_ui/time"

const SOON_IN_MILLISECONDS = 14 * 24 * 60 * 60 * 1000

/** Until when a service may fetch tokens; amber when that is soon. */
export function Expiry({ at }: { at: Date | null }) {
  if (at === null) return <span className="text-muted">Never</span>
  const left = at.getTime() - Date.now()
  const until = at.toISOString()
  return (
    <>
      <DateOf at={until} />
      <p className={left < SOON_IN_MILLISECONDS ? "text-warn text-xs" : "text-muted text-xs"}>
        {left <= 0 ? "is over" : <TimeLeft until={until} />}
      </p>
    </>
  )
}
