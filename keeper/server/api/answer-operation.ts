import type { z } from "zod"
import type { ApiCall } from "@/keeper/server/api/api-call"
import { getImport, importTokens } from "@/keeper/server/api/imports"
import { getLink, makeLink, withdrawLink } from "@/keeper/server/api/links"
import type { ApiOperation } from "@/keeper/server/api/operations"
import {
  type finding,
  type PageQuery,
  report,
  type TenantView,
  type tenantPage,
  type tokenQuery,
} from "@/keeper/server/api/schemas"
import type { Answer } from "@/keeper/server/machines/http-message"
import { tokenAnswer } from "@/keeper/server/machines/oauth-answers"
import { badRequest, COPIED, type Refusal, refusalOf } from "@/keeper/server/machines/refusals"
import { parseId } from "@/keeper/services/access/authenticate"
import { issueToken } from "@/keeper/services/access/issue-token"
import {
  findReachable,
  listReachable,
  type ReachableTenant,
} from "@/keeper/services/access/list-reachable"
import { reportRefusal } from "@/keeper/services/access/report-refusal"
import type { KnownService } from "@/keeper/services/memory/service-cache"
import type { ServiceContext } from "@/keeper/services/service-context"
import { lastDayOf } from "@/lib/tenants/last-day"
import { describeStanding } from "@/lib/words/tenant-status"

/** Does what an authenticated service asked for. Its query was already checked against the operation's schema. */
export async function answerOperation(
  context: ServiceContext,
  call: ApiCall,
): Promise<Answer | Refusal> {
  const { operation, service } = call
  if (operation.name === "listTenants")
    return listTenants(context, service, call.query as PageQuery)
  if (isOther(operation.name)) return OTHERS[operation.name](context, call)
  const tenantId = parseId(call.id)
  const named = { ...call, tenantId: tenantId ?? "" }
  const answer = tenantId === null ? null : await VERBS[operation.name](context, named)
  if (answer !== null) return answer
  const address = call.client.address()
  await context.denials.deny({ reason: "target", serviceId: service.id, tenantId, address })
  return refusalOf({ kind: "not_reached" }, service.id)
}

async function listTenants(
  context: ServiceContext,
  service: KnownService,
  query: PageQuery,
): Promise<Answer> {
  const { limit, status, after, reference } = query
  const rows = await listReachable(context.keeper.db, {
    service,
    statuses: status ?? null,
    after: after ?? null,
    reference: reference ?? null,
    limit: limit + 1,
  })
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const page: z.input<typeof tenantPage> = {
    tenants: shown.map(viewOf),
    next: last === undefined ? null : nextPage(query, last.tenantId),
  }
  return json(page)
}

function nextPage({ limit, status, reference }: PageQuery, after: string): string {
  const query = new URLSearchParams({ limit: String(limit), after })
  if (reference !== undefined) query.set("reference", reference)
  if (status !== undefined) query.set("status", status.join(","))
  return `/api/v1/tenants?${query}`
}

async function getTenant(
  context: ServiceContext,
  { service, tenantId }: TenantCall,
): Promise<Answer | null> {
  const tenant = await findReachable(context.keeper.db, service, tenantId)
  return tenant === null ? null : json(viewOf(tenant))
}

async function getToken(
  context: ServiceContext,
  call: TenantCall,
): Promise<Answer | Refusal | null> {
  const { service, tenantId, client } = call
  const { minimum_seconds: minimumSeconds } = call.query as z.output<typeof tokenQuery>
  const wanted = { service, tenantId, minimumSeconds, scopes: [], client }
  const outcome = await issueToken(context, wanted)
  if (outcome.kind === "token") return tokenAnswer(outcome)
  return outcome.kind === "not_reached" ? null : refusalOf(outcome, service.id)
}

async function reportIt(
  context: ServiceContext,
  call: TenantCall,
): Promise<Answer | Refusal | null> {
  const { service, tenantId } = call
  const parsed = report.safeParse(call.body)
  if (!parsed.success) return badRequest(WRONG_REPORT, `/services/${service.id}`)
  const xeroStatus = parsed.data.status
  const outcome = await reportRefusal(context, { service, tenantId, xeroStatus })
  if (outcome.kind === "not_reached") return null
  if (outcome.kind === "copied_database") return COPIED
  const { tenant, signIn, listed } = outcome
  const found: z.input<typeof finding> = { tenant: viewOf(tenant), sign_in: signIn, listed }
  return json(found)
}

function isOther(name: ApiOperation["name"]): name is keyof typeof OTHERS {
  return name in OTHERS
}

// What names no organisation in its path.
const OTHERS = { importTokens, getImport, makeLink, getLink, withdrawLink }
const VERBS = { getTenant, getToken, reportRefusal: reportIt } as const

function viewOf(row: ReachableTenant): TenantView {
  const { tenantId: id, name, type, status, reason, scopes, refreshTokenExpiresAt } = row
  const { word, story } = describeStanding(status, reason)
  const ended = status === "reconnect_needed" || status === "removed" || reason === "handed_over"
  const sign_in_valid_until = ended
    ? null
    : (lastDayOf(refreshTokenExpiresAt)?.toISOString() ?? null)
  return {
    id,
    name,
    type,
    status,
    status_word: word,
    reason,
    detail: story,
    sign_in_valid_until,
    scopes,
    reference: row.reference,
    authorisers: { count: row.authorisers, working: row.working, in_use: row.inUse },
  }
}

function json(body: object): Answer {
  return { status: 200, body: JSON.stringify(body) }
}

const WRONG_REPORT = 'The body must be {"status": 401} or {"status": 403}'

type TenantCall = ApiCall & { tenantId: string }
