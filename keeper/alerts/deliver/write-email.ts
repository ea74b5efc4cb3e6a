import { layOutMail, type MailContent, type MailText } from "@/keeper/mail/lay-out-mail"
import { unlinked } from "@/keeper/mail/sanitise-text"
import type { AlertMessage } from "@/lib/alerts/alert-detail"
import { sentence } from "@/lib/format"
import { labelOf } from "@/lib/names/label"
import { visibleName } from "@/lib/text"

// A longer list would bury the message.
const MOST_LISTED = 50

/** A stored message as an e-mail: what happened, what to do, and where. */
export function writeEmail(message: AlertMessage, place: Place): MailText {
  const channel = unlinked(visibleName(place.channelName))
  return layOutMail({
    title: message.title,
    what: message.what,
    todo: message.todo,
    button: { label: "Open in Tenantry", link: message.link },
    list: listOf(message, place.appUrl),
    foot: sentence(`Sent by Tenantry at ${place.appUrl} to the channel “${channel}”`),
  })
}

function listOf({ alert }: AlertMessage, appUrl: string): MailContent["list"] {
  const named = alert?.organisations ?? []
  const rows = named.slice(0, MOST_LISTED).map((one) => ({
    name: labelOf(one),
    link: `${appUrl}/organisations/${one.tenantId}`,
  }))
  const others = (alert?.organisationCount ?? 0) - rows.length
  return { heading: "Organisations", rows, more: others > 0 ? `… and ${others} more` : null }
}

type Place = { appUrl: string; channelName: string }
