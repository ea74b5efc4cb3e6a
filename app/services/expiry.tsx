import { DateOf, TimeLeft } from "@/app/_ui/content/time"

/** An expiry that is this near wants somebody to look. */
export const SOON_IN_MILLISECONDS = 14 * 24 * 60 * 60 * 1000

/** When a service expires; amber when that is soon, red when it is past. */
export function Expiry({ at }: { at: Date | null }) {
  if (at === null) return <span className="text-muted">Never</span>
  const left = at.getTime() - Date.now()
  const look = left <= 0 ? "text-danger" : left < SOON_IN_MILLISECONDS ? "text-warn" : "text-muted"
  return (
    <>
      <DateOf at={at} />
      <p className={`text-xs ${look}`}>
        <TimeLeft until={at} />
      </p>
    </>
  )
}
