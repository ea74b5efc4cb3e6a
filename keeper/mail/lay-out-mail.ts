import { escapeHtml, unlinked } from "@/keeper/mail/sanitise-text"

/** Subject, plain text, and HTML that says the same and needs no image: what happened, what to do, and where. */
export function layOutMail(content: MailContent): MailText {
  return { subject: content.title, text: textOf(content), html: htmlOf(content) }
}

function textOf({ title, what, note, todo, button, list, foot }: MailContent): string {
  const rows = list?.rows ?? []
  return [
    unlinked(title),
    "",
    unlinked(what),
    ...(note === undefined ? [] : ["", ...note.split("\n").map((line) => `> ${unlinked(line)}`)]),
    "",
    ...(todo === null ? [] : [`What to do: ${unlinked(todo)}`]),
    button.link,
    ...(rows.length === 0 ? [] : ["", `${list?.heading}:`]),
    ...rows.map(({ name, link }) => `- ${unlinked(name)}\n  ${link}`),
    ...(list?.more == null ? [] : [list.more]),
    "",
    "-- ",
    foot,
    "",
  ].join("\n")
}

function htmlOf(content: MailContent): string {
  const { title, what, note, todo, button, foot } = content
  const quoted =
    note === undefined
      ? ""
      : `<p style="margin:0 0 16px;padding:2px 0 2px 12px;border-left:3px solid #dfe3e8;white-space:pre-line">${say(note)}</p>\n`
  const toDo =
    todo === null
      ? ""
      : `<p style="margin:0 0 16px"><strong>What to do:</strong> ${say(todo)}</p>\n`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${say(title)}</title></head>
<body style="margin:0;padding:24px;background:#f4f5f7;font:15px/1.5 system-ui,sans-serif;color:#1c2330">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #dfe3e8;border-radius:12px">
<h1 style="margin:0 0 12px;font-size:18px;line-height:1.35">${say(title)}</h1>
<p style="margin:0 0 16px">${say(what)}</p>
${quoted}${toDo}<p style="margin:0 0 20px"><a href="${escapeHtml(button.link)}" style="display:inline-block;padding:9px 16px;border-radius:8px;background:#1d4ed8;color:#ffffff;text-decoration:none">${say(button.label)}</a></p>
${listOf(content)}<p style="margin:0;color:#5b6472;font-size:13px">${escapeHtml(foot)}</p>
</div></body></html>
`
}

function listOf({ list }: MailContent): string {
  if (list === undefined || list.rows.length === 0) return ""
  const items = list.rows.map(
    ({ name, link }) =>
      `<li style="margin:0 0 4px"><a href="${escapeHtml(link)}" style="color:#1d4ed8"><bdi>${say(name)}</bdi></a></li>`,
  )
  const more = list.more === null ? "" : `<p>${say(list.more)}</p>`
  return `<ul style="padding-left:20px;margin:0 0 16px">${items.join("")}</ul>${more}`
}

function say(text: string): string {
  return escapeHtml(unlinked(text))
}

/** The words of a mail; names and notes in them may come from outside. */
export type MailContent = {
  title: string
  what: string
  /** What a person wrote, shown as a quotation; it may have several lines. */
  note?: string
  todo: string | null
  button: { label: string; link: string }
  list?: { heading: string; rows: { name: string; link: string }[]; more: string | null }
  /** Who sent it, and why to this address. */
  foot: string
}
export type MailText = { subject: string; text: string; html: string }
