import { createHash, timingSafeEqual } from "node:crypto"
import type { FastifyInstance } from "fastify"
import {
  addAlertChannel,
  changeAlertChannel,
  removeAlertChannel,
  rotateAlertSecret,
} from "@/keeper/alerts/channels/channels"
import { resendAlert, testAlertChannel } from "@/keeper/alerts/channels/send-now"
import { completeConsent } from "@/keeper/consent/complete-consent"
import { decideOffer } from "@/keeper/consent/decide-offer"
import { startConsent } from "@/keeper/consent/start-consent"
import { revokeGrant } from "@/keeper/grants/revoke-grant"
import { takeOver } from "@/keeper/guard/take-over"
import type { Keeper } from "@/keeper/keeper"
import { changeService } from "@/keeper/services/manage/change-service"
import { createService } from "@/keeper/services/manage/create-service"
import { disableService, enableService, revokeService } from "@/keeper/services/manage/end-service"
import { addServiceSecret, removeServiceSecret } from "@/keeper/services/manage/secrets"
import { checkTenant } from "@/keeper/tenants/check-tenant"
import { checkTenants } from "@/keeper/tenants/check-tenants"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { refreshTenant } from "@/keeper/tenants/refresh-tenant"
import {
  OPERATIONS,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  type Refusal,
} from "@/lib/contract/operations"

const VERBS: Verbs = {
  startConsent,
  completeConsent,
  decideOffer,
  refreshGrant: (keeper, memberId, { tenantId }) => refreshTenant(keeper, memberId, tenantId),
  checkTenant: (keeper, memberId, { tenantId }) => checkTenant(keeper, memberId, tenantId),
  checkTenants,
  disconnectTenant: (keeper, memberId, { tenantId }) =>
    disconnectTenant(keeper, memberId, tenantId),
  revokeGrant: (keeper, memberId, { grantId }) => revokeGrant(keeper, memberId, grantId),
  takeOver,
  addAlertChannel,
  changeAlertChannel,
  removeAlertChannel,
  rotateAlertSecret,
  testAlertChannel,
  resendAlert,
  createService,
  changeService,
  addServiceSecret,
  removeServiceSecret,
  disableService,
  enableService,
  revokeService,
}

/**
 * `POST /operations/{name}` for web, as `lib/contract` types it. The shared secret says that web asks; the member it
 * names must be enabled and have the operation's role, which the keeper reads from the rows itself. In a copied
 * database the only operation allowed is to take it over.
 */
export function mountOperations(
  server: FastifyInstance,
  keeper: Keeper,
  keeperSecret: string,
): void {
  const names = Object.keys(VERBS) as OperationName[]
  for (const name of names) {
    server.post(`/operations/${name}`, async (request, reply) => {
      if (!isBearer(request.headers.authorization, keeperSecret)) {
        return reply.code(401).send({ error: "unauthorized" })
      }
      const memberId = String(request.headers["tenantry-member"])
      const refused = await findRefusal(keeper, name, memberId)
      if (refused !== null) return refused
      const input = OPERATIONS[name].input.safeParse(request.body)
      if (!input.success) return reply.code(400).send({ error: "bad_request" })
      return runVerb(keeper, name, { memberId, input: input.data })
    })
  }
}

async function findRefusal(
  keeper: Keeper,
  name: OperationName,
  memberId: string,
): Promise<Refusal | null> {
  const { role, seals } = OPERATIONS[name]
  if (!(await hasRole(keeper, memberId, role))) return { kind: "forbidden" }
  if (keeper.guard.isCopy() && name !== "takeOver") return { kind: "copied_database" }
  if (seals && (keeper.draining || !(await keeper.vault.probe()))) return { kind: "not_ready" }
  return null
}

async function runVerb<N extends OperationName>(
  keeper: Keeper,
  name: N,
  { memberId, input }: { memberId: string; input: OperationInput<OperationName> },
): Promise<OperationOutput<N>> {
  return VERBS[name](keeper, memberId, input as OperationInput<N>)
}

async function hasRole(keeper: Keeper, id: string, role: "owner" | "admin"): Promise<boolean> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return false
  const roles = role === "owner" ? ["owner" as const] : ["owner" as const, "admin" as const]
  const where = { id, disabledAt: null, role: { in: roles } }
  return (await keeper.db.member.count({ where })) > 0
}

/** Compares digests, so that the time taken reveals neither length nor content. */
function isBearer(header: string | undefined, secret: string): boolean {
  const given = createHash("sha256")
    .update(header ?? "")
    .digest()
  return timingSafeEqual(given, createHash("sha256").update(`Bearer ${secret}`).digest())
}

type Verbs = {
  [N in OperationName]: (
    keeper: Keeper,
    memberId: string,
    input: OperationInput<N>,
  ) => Promise<OperationOutput<N>>
}
