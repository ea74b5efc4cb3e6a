import { escapeHtml, unlinked } from "@/keeper/alerts/deliver/sanitise-text"
import type { AlertMessage } from "@/lib/alerts/alert-detail"
import { labelOf } from "@/lib/names/label"
import { visibleName } from "@/lib/text"

// A longer list would bury the message.
const MOST_LISTED = 50

/** A stored message as an e-mail, in plain text and in HTML that holds the same: what happened, what to do, and where. */
export function writeEmail(message: AlertMessage, place: Place): WrittenEmail {
  const organisations = listOf(message, place.appUrl)
  const reason =
    message.to === undefined
      ? `to the channel “${unlinked(visibleName(place.channelName))}”`
      : "because it is about your account"
  const foot = `Sent by Tenantry at ${place.appUrl} ${reason}.`
  const text = [
    unlinked(message.title),
    "",
    unlinked(message.what),
    "",
    `What to do: ${unlinked(message.todo)}`,
    message.link,
    ...(organisations.rows.length === 0 ? [] : ["", "Organisations:"]),
    ...organisations.rows.map(({ name, link }) => `- ${unlinked(name)}\n  ${link}`),
    ...(organisations.more === null ? [] : [organisations.more]),
    "",
    "-- ",
    foot,
    "",
  ].join("\n")
  return { subject: message.title, text, html: htmlOf(message, { organisations, foot }) }
}

function listOf({ alert }: AlertMessage, appUrl: string): Listed {
  const named = alert?.organisations ?? []
  const rows = named.slice(0, MOST_LISTED).map((one) => ({
    name: labelOf(one),
    link: `${appUrl}/organisations/${one.tenantId}`,
  }))
  const others = (alert?.organisationCount ?? 0) - rows.length
  return { rows, more: others > 0 ? `… and ${others} more` : null }
}

function htmlOf(message: AlertMessage, { organisations, foot }: HtmlParts): string {
  const say = (text: string) => escapeHtml(unlinked(text))
  const items = organisations.rows.map(
    ({ name, link }) =>
      `<li style="margin:0 0 4px"><a href="${escapeHtml(link)}" style="color:#1d4ed8"><bdi>${say(name)}</bdi></a></li>`,
  )
  const more = organisations.more === null ? "" : `<p>${say(organisations.more)}</p>`
  const list =
    items.length === 0
      ? ""
      : `<ul style="padding-left:20px;margin:0 0 16px">${items.join("")}</ul>${more}`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${say(message.title)}</title></head>
<body style="margin:0;padding:24px;background:#f4f5f7;font:15px/1.5 system-ui,sans-serif;color:#1c2330">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #dfe3e8;border-radius:12px">
<h1 style="margin:0 0 12px;font-size:18px;line-height:1.35">${say(message.title)}</h1>
<p style="margin:0 0 16px">${say(message.what)}</p>
<p style="margin:0 0 16px"><strong>What to do:</strong> ${say(message.todo)}</p>
<p style="margin:0 0 20px"><a href="${escapeHtml(message.link)}" style="display:inline-block;padding:9px 16px;border-radius:8px;background:#1d4ed8;color:#ffffff;text-decoration:none">Open in Tenantry</a></p>
${list}<p style="margin:0;color:#5b6472;font-size:13px">${escapeHtml(foot)}</p>
</div></body></html>
`
}

type Listed = { rows: { name: string; link: string }[]; more: string | null }
type HtmlParts = { organisations: Listed; foot: string }
type Place = { appUrl: string; channelName: string }
export type WrittenEmail = { subject: string; text: string; html: string }
