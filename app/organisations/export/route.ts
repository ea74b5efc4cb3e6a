import type { NextRequest } from "next/server"
import { parseListQuery } from "@/app/organisations/list-query"
import { exportTenants } from "@/web/tenants/export-tenants"

/** The organisations that the filters name, as a file. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = parseListQuery(Object.fromEntries(request.nextUrl.searchParams))
  return new Response(await exportTenants(query), {
    headers: {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="tenantry-organisations.csv"`,
    },
  })
}
