import { lastDayOf } from "@/lib/tenants/last-day"
import { describeStanding, tenantTypeWord } from "@/lib/words/tenant-status"
import { csvRecord } from "@/web/csv"
import { listMatchingIds, readShown, type TenantRow } from "@/web/tenants/list-tenants"
import type { TenantQuery } from "@/web/tenants/tenant-query"
import { textStream } from "@/web/text-stream"

const BATCH = 500
const COLUMNS = [
  "tenantId",
  "name",
  "type",
  "status",
  "explanation",
  "signInValidUntil",
  "signInEndedAt",
  "disconnectedAt",
  "authorisedBy",
  "authorisedAt",
  "lastVerifiedAt",
  "reference",
]

/** All organisations that the list's filters match, in its order, as CSV (RFC 4180) that is read while it is taken. */
export async function exportTenants(query: TenantQuery): Promise<ReadableStream<Uint8Array>> {
  return textStream(write(await listMatchingIds(query)))
}

async function* write(tenantIds: string[]): AsyncGenerator<string, void> {
  yield csvRecord(COLUMNS)
  for (let from = 0; from < tenantIds.length; from += BATCH) {
    const tenants = await readShown(tenantIds.slice(from, from + BATCH))
    yield tenants.map(lineOf).join("")
  }
}

function lineOf(tenant: TenantRow): string {
  const { word, line } = describeStanding(tenant.status, tenant.reason)
  const validUntil =
    tenant.reason === "handed_over" ? null : lastDayOf(tenant.refreshTokenExpiresAt)
  return csvRecord([
    tenant.tenantId,
    tenant.name,
    tenantTypeWord(tenant.type),
    word,
    line,
    validUntil?.toISOString() ?? "",
    tenant.grantEndedAt?.toISOString() ?? "",
    tenant.connectionEndedAt?.toISOString() ?? "",
    tenant.xeroUserName,
    tenant.consentedAt.toISOString(),
    tenant.lastVerifiedAt.toISOString(),
    tenant.reference ?? "",
  ])
}
