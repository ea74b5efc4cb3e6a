import { formatAmount, isolate } from "@/lib/format"
import type { EventRow } from "@/web/audit/list-events"
import { organisation, outcomeOf, phrase, type Sentences, textIn } from "@/web/words/event-parts"

/** Events of links, in words. What a holder did has them as its actor. */
export const LINK_SENTENCES = {
  "link.made": (event) => phrase(`Made a link${forWhom(event)}`, "neutral", purposeOf(event)),
  "link.renewed": (event) => phrase(`Made a new address for the link${forWhom(event)}`),
  "link.extended": (event) => phrase(`Extended the link${forWhom(event)}`),
  "link.withdrawn": (event) => phrase(`Withdrew the link${forWhom(event)}`),
  "link.declined": () => phrase("Said no to the link", "bad"),
  "link.asked_anew": () => phrase("Asked for a new link, because theirs has expired"),
  "link.awaits_decision": () =>
    phrase(
      "Gave the consent that the link asked for",
      "neutral",
      "an admin has to decide about it",
    ),
  "link.done": (event) =>
    phrase("Gave the consent that the link asked for", "good", unreferencedOf(event)),
  "link.failed": (event) => phrase("The link did not work", "bad", outcomeOf(event)),
  "tenant.approved": (event) =>
    phrase(`Approved ${organisation(event)} for services that reach all organisations`),
  "tenant.reference_changed": (event) =>
    phrase(`Changed the reference of ${organisation(event)}`, "neutral", referenceOf(event)),
  "settings.links_changed": () => phrase("Changed the settings of links"),
} satisfies Sentences

const PURPOSES: Record<string, string> = {
  connect: "to connect a new organisation",
  reconnect: "to reconnect the organisation",
  second_authoriser: "to be a second authoriser",
  wider_scopes: "to grant more scopes",
}

function forWhom(event: EventRow): string {
  const recipient = textIn(event, "recipient")
  if (recipient !== null) return ` for ${isolate(recipient)}`
  const linkId = textIn(event, "linkId")
  return linkId === null ? "" : ` ${linkId.slice(0, 8)}`
}

function referenceOf(event: EventRow): string {
  const [from, to] = [textIn(event, "from"), textIn(event, "to")]
  return `${from === null ? "none" : isolate(from)} → ${to === null ? "none" : isolate(to)}`
}

/** Organisations that keep the reference they have, because the link was a service's that does not reach them. */
function unreferencedOf({ detail: { unreferenced } }: EventRow): string | null {
  if (!Array.isArray(unreferenced)) return null
  const kept = formatAmount(unreferenced.length, "organisation")
  return `its reference was not set on ${kept} that the service does not reach`
}

function purposeOf(event: EventRow): string | null {
  return PURPOSES[textIn(event, "purpose") ?? ""] ?? null
}
