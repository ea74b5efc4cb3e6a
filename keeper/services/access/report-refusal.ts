import { type RefreshResult, refreshGrant } from "@/keeper/grants/refresh-grant"
import { availabilityOf } from "@/keeper/services/access/availability"
import { findReachable, type ReachableTenant } from "@/keeper/services/access/list-reachable"
import type { KnownService } from "@/keeper/services/memory/service-cache"
import type { ServiceContext } from "@/keeper/services/service-context"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { recordEvent } from "@/lib/audit/record-event"

/**
 * Xero refused a service's token, so both axes are checked now: the chain is refreshed and Xero's list is read. Answers
 * with what was found, or with what is known if nothing can be checked (disconnected, revoked).
 */
export async function reportRefusal(
  context: ServiceContext,
  report: Report,
): Promise<ReportOutcome> {
  const { service, tenantId } = report
  if (context.keeper.guard.isCopy()) return { kind: "copied_database" }
  const tenant = await findReachable(context.keeper.db, service, tenantId)
  if (tenant === null) return { kind: "not_reached" }
  if (availabilityOf(tenant) === "reconnect_required") {
    return { kind: "found", tenant, signIn: "ended", listed: null }
  }
  if (tenant.status === "removed") return { kind: "found", tenant, signIn: "works", listed: false }
  const known = await context.tokens.read(tenantId)
  if (known === null) return { kind: "not_reached" }
  const { signIn, listed } = await findOut(context, report, known.grantId)
  const now = (await findReachable(context.keeper.db, service, tenantId)) ?? tenant
  return { kind: "found", tenant: now, signIn, listed: listed?.has(tenantId) ?? null }
}

/** If another authoriser serves the organisation afterwards, what Xero says about that one counts. */
async function findOut(context: ServiceContext, report: Report, grantId: string): Promise<Finding> {
  const ask = (one: string) => context.findings.run(one, () => askXero(context, report, one))
  const found = await ask(grantId)
  const after = await context.tokens.read(report.tenantId)
  return after === null || after.grantId === grantId ? found : ask(after.grantId)
}

async function askXero(context: ServiceContext, report: Report, grantId: string): Promise<Finding> {
  const { keeper } = context
  const refreshed = await refreshGrant(keeper, grantId, { wait: true })
  const checked = await checkGrant(keeper, grantId)
  const listed =
    checked.kind === "checked" ? new Set(checked.diff.listed.map((one) => one.tenantId)) : null
  const { tenantId, service, xeroStatus } = report
  const detail = { reported: xeroStatus, listed: listed?.has(tenantId) ?? null }
  const serviceId = service.id
  await recordEvent(keeper.db, { kind: "tenant.checked", tenantId, grantId, serviceId, detail })
  return { signIn: signInOf(refreshed), listed }
}

function signInOf({ kind }: RefreshResult): SignIn {
  if (kind === "refreshed") return "works"
  if (kind === "ended" || kind === "no_consent") return "ended"
  return kind === "questioned" ? "in_question" : "not_answering"
}

/** The state of a chain after a refresh that was just tried. */
type SignIn = "works" | "in_question" | "ended" | "not_answering"
/** What Xero says about a grant. `listed`: the tenant ids; null if Xero did not answer. */
type Finding = { signIn: SignIn; listed: ReadonlySet<string> | null }
export type Report = {
  service: KnownService
  tenantId: string
  /** What Xero answered. */
  xeroStatus: 401 | 403
}
export type ReportOutcome =
  | { kind: "found"; tenant: ReachableTenant; signIn: SignIn; listed: boolean | null }
  | { kind: "not_reached" }
  | { kind: "copied_database" }
