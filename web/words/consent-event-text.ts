import { isolate } from "@/lib/format"
import type { EventRow } from "@/web/audit/list-events"
import {
  byXeroUser,
  notEndedInXero,
  organisation,
  outcomeOf,
  phrase,
  type Sentences,
  textIn,
} from "@/web/words/event-parts"

/** Events of consents, and of the Xero users who authorise an organisation, in words. */
export const CONSENT_SENTENCES = {
  "consent.started": (event) => phrase(startedText(event)),
  "consent.completed": (event) =>
    phrase(`Consent completed at Xero${byXeroUser(event)}`, "good", otherUserOf(event)),
  "consent.failed": (event) =>
    phrase(
      "Consent failed",
      textIn(event, "outcome") === "cancelled" ? "neutral" : "bad",
      outcomeOf(event),
    ),
  "consent.offer_kept": (event) =>
    otherUserOf(event) === null
      ? phrase("Kept the organisations that another sign-in connected")
      : phrase(`Added an authoriser of ${organisation(event)}`, "good", otherUserOf(event)),
  "consent.offer_undone": (event) =>
    phrase("Undid the organisations that another sign-in connected", ...notEndedInXero(event)),
  "grant.chain_started": (event) => phrase(`New sign-in stored${byXeroUser(event)}`, "good"),
  "tenant.connected": (event) =>
    phrase(`Connected ${organisation(event)}`, "good", otherUserOf(event)),
  "tenant.reconnected": (event) =>
    phrase(`Reconnected ${organisation(event)}`, "good", otherUserOf(event)),
  "tenant.returned": (event) =>
    phrase(`Xero lists ${organisation(event)} again`, "good", otherUserOf(event)),
  "tenant.authoriser_removed": (event) =>
    phrase(
      `Removed an authoriser of ${organisation(event)}${byXeroUser(event)}`,
      ...notEndedInXero(event),
    ),
  "tenant.authoriser_preferred": (event) =>
    phrase(`Made an authoriser of ${organisation(event)} the first${byXeroUser(event)}`),
} satisfies Sentences

/** What a consent was begun for. */
function startedText(event: EventRow): string {
  const purpose = textIn(event, "purpose")
  if (purpose === "reconnect") return `Started to reconnect ${organisation(event)}`
  if (purpose === "authoriser") return `Started to add an authoriser of ${organisation(event)}`
  return "Started to connect to Xero"
}

/** Through which Xero user an organisation is reached now and was before, where these are two. */
function otherUserOf(event: EventRow): string | null {
  const before = textIn(event, "before")
  if (before === null || event.xeroUserName === null) return null
  return `through Xero user ${isolate(event.xeroUserName)}, before through ${isolate(before)}`
}
