import { Download } from "lucide-react"
import { buttonLook } from "@/app/_ui/forms/button-look"
import { type ExportFormat, exportHref } from "@/app/activity/activity-query"
import type { EventQuery } from "@/web/audit/event-query"

/** Files of what the filters show, with all older pages. Plain links: a file is no page of the app. */
export function ExportLinks({ query }: { query: EventQuery }) {
  return (Object.keys(WORDS) as ExportFormat[]).map((format) => (
    <a
      key={format}
      href={exportHref(query, format)}
      download
      className={buttonLook("secondary", "sm")}
    >
      <Download />
      {WORDS[format]}
    </a>
  ))
}

const WORDS: Record<ExportFormat, string> = { csv: "Export CSV", jsonl: "Export JSON Lines" }
