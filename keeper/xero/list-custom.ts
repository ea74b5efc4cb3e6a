import { type ListJudgement, listConnections } from "@/keeper/xero/connections"
import { readOrganisation } from "@/keeper/xero/organisation"

/**
 * Which organisation a custom connection's token reaches, as a list of one or none: by `GET /connections`, and where Xero
 * refuses that, by the organisation itself (docs/xero.md §5.1). That names no connection, so `standInId` does: nothing is
 * ever asked of Xero with it.
 */
export async function listCustom(request: {
  apiUrl: string
  accessToken: string
  standInId: string
}): Promise<ListJudgement> {
  const { apiUrl, accessToken, standInId } = request
  const list = await listConnections(apiUrl, accessToken)
  if (list.kind === "ok" || list.kind === "not_sent") return list
  const one = await readOrganisation(apiUrl, accessToken)
  if (one.kind === "none") return { kind: "ok", connections: [], unreadable: [] }
  if (one.kind !== "ok") return list
  const { tenantId, name } = one
  const row = { id: standInId, tenantId, authEventId: null, tenantType: null, tenantName: name }
  return { kind: "ok", connections: [row], unreadable: [] }
}
