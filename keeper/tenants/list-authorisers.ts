import type { Tx } from "@/lib/db/create-db"
import { findXeroUserLabels } from "@/lib/names/find-labels"

/** An organisation's authorisers in order, first to last, whether they work or not. */
export async function listAuthorisers(tx: Tx, tenantId: string): Promise<Authoriser[]> {
  const rows = await tx.$queryRaw<Authoriser[]>`
    SELECT "tenantId", "connectionId", "grantId", "connectionState", "xeroUserId", "xeroUserName", "works", "place"
    FROM "ConnectionStanding" WHERE "tenantId" = ${tenantId}::uuid AND "counts"
    ORDER BY "place", "consentedAt" DESC, "grantId"`
  const labels = await findXeroUserLabels(
    tx,
    rows.map((one) => one.grantId),
  )
  return rows.map((one) => ({ ...one, xeroUserName: labels.get(one.grantId) ?? one.xeroUserName }))
}

export type Authoriser = {
  tenantId: string
  connectionId: string
  grantId: string
  connectionState: "connected" | "disconnected_in_xero"
  xeroUserId: string
  xeroUserName: string
  works: boolean
  place: number
}
