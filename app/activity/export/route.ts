import type { NextRequest } from "next/server"
import { parseActivityQuery, parseExportFormat } from "@/app/activity/activity-query"
import { exportEvents } from "@/web/audit/export-events"

const TYPES = { csv: "text/csv; charset=utf-8; header=present", jsonl: "application/jsonl" }

/** The events that the filters name, as a file. */
export async function GET(request: NextRequest): Promise<Response> {
  const { searchParams } = request.nextUrl
  const format = parseExportFormat(searchParams.get("format"))
  const query = parseActivityQuery(Object.fromEntries(searchParams))
  return new Response(await exportEvents(query, format), {
    headers: {
      "content-type": TYPES[format],
      "content-disposition": `attachment; filename="tenantry-activity.${format}"`,
    },
  })
}
