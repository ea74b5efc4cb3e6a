import { randomUUID } from "node:crypto"
import { tidyName } from "@/keeper/mail/sanitise-text"
import { alertDetail, MOST_NAMED } from "@/lib/alerts/alert-detail"
import type { Tx } from "@/lib/db/create-db"
import { findMemberLabels, findXeroUserLabels } from "@/lib/names/find-labels"
import { findTenantMarks } from "@/lib/names/find-marks"

/** Tells every owner that a sign-in was exported, in the transaction that does it. */
export async function notifyOwnersOfExport(tx: Tx, exported: Exported): Promise<void> {
  const { id, grantId, memberId, organisations } = exported
  const named = organisations.slice(0, MOST_NAMED)
  const marks = await findTenantMarks(
    tx,
    named.map((one) => one.tenantId),
  )
  const members = await findMemberLabels(tx, memberId === null ? [] : [memberId])
  const xeroUsers = await findXeroUserLabels(tx, [grantId])
  const detail = alertDetail.parse({
    organisations: named.map(({ tenantId, name }) => ({
      tenantId,
      name: tidyName(name),
      mark: marks.get(tenantId) ?? null,
    })),
    organisationCount: organisations.length,
    xeroUserName: tidyName(xeroUsers.get(grantId) ?? ""),
    exportedBy: memberId === null ? null : tidyName(members.get(memberId) ?? "A member"),
  })
  await tx.alert.create({
    data: { id: randomUUID(), kind: "handed_over", subject: id, detail },
    select: { id: true },
  })
}

type Exported = {
  id: string
  grantId: string
  /** Null: whoever works at the server itself. */
  memberId: string | null
  organisations: { tenantId: string; name: string }[]
}
