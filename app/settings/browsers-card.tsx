import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { RelativeTime } from "@/app/_ui/content/time"
import { SubmitButton } from "@/app/_ui/forms/button"
import { endSession, signOutElsewhere } from "@/app/settings/actions"
import type { OwnSession } from "@/web/members/own-sessions"

/** The browsers in which the member is signed in, each with a way to end it. */
export function BrowsersCard({ sessions }: { sessions: OwnSession[] }) {
  return (
    <Card
      title="Where you are signed in"
      hint="A sign-in ends after 12 hours without activity, and after 7 days at the latest."
      flush
    >
      <ul aria-label="Browsers">
        {sessions.map((session) => (
          <BrowserLine key={session.sessionId} session={session} />
        ))}
      </ul>
      {sessions.length > 1 ? (
        <div className="border-t px-4 py-3.5 sm:px-5">
          <form action={signOutElsewhere}>
            <SubmitButton>Sign out everywhere else</SubmitButton>
          </form>
        </div>
      ) : null}
    </Card>
  )
}

function BrowserLine({ session }: { session: OwnSession }) {
  const { sessionId, isThis, browserName, address, createdAt, lastSeenAt } = session
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b px-4 py-3 last:border-b-0 sm:px-5">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium [overflow-wrap:anywhere]">{browserName}</span>
          {isThis ? <Badge tone="ok">This browser</Badge> : null}
        </div>
        <p className="text-[0.8125rem] text-muted">
          Signed in <RelativeTime at={createdAt} />
          {address === null ? null : ` from ${address}`}
          {isThis ? null : (
            <>
              , last used <RelativeTime at={lastSeenAt} />
            </>
          )}
        </p>
      </div>
      {isThis ? null : (
        <form action={endSession}>
          <input type="hidden" name="sessionId" value={sessionId} />
          <SubmitButton size="sm" aria-label={`Sign out ${browserName}`}>
            Sign out
          </SubmitButton>
        </form>
      )}
    </li>
  )
}
