import { Card } from "@/app/_ui/content/card"
import { EventLine } from "@/app/_ui/content/event-line"
import { CardLink } from "@/app/_ui/content/links"
import type { SignInRow } from "@/web/audit/list-own-sign-ins"
import { eventText } from "@/web/words/event-text"

/** The member's own sign-ins, and the tries that were refused. */
export function SignInsCard({ rows, href }: { rows: SignInRow[]; href: string }) {
  return (
    <Card
      title="Sign-ins"
      hint="If one is not yours, change your password."
      flush
      actions={<CardLink href={href}>Show all activity</CardLink>}
    >
      <ol aria-label="Sign-ins">
        {rows.map((row) => {
          const { sentence, tone, reason } = eventText(row)
          const place = `${row.browserName}, ${row.address ?? "unknown address"}`
          return (
            <EventLine key={row.id} at={row.at} tone={tone} reason={reason} actor={place}>
              {sentence}
            </EventLine>
          )
        })}
      </ol>
    </Card>
  )
}
