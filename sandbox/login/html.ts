/** Markup that is already escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** Builds markup; escapes every value unless it is markup itself, and joins arrays. */
export function html(parts: TemplateStringsArray, ...values: HtmlValue[]): Html {
  const rest = values.map((value, i) => `${render(value)}${parts[i + 1] ?? ""}`)
  return new Html(`${parts[0] ?? ""}${rest.join("")}`)
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
}

function render(value: HtmlValue): string {
  if (value === null || value === false) return ""
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(render).join("")
  return escapeHtml(String(value))
}

type HtmlValue = Html | string | number | null | false | HtmlValue[]
