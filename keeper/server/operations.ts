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
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { refreshTenant } from "@/keeper/tenants/refresh-tenant"
import {
  OPERATIONS,
  type OperationInput,
  type OperationName,
  type OperationOutput,
} from "@/lib/contract/operations"

const VERBS: Verbs = {
  startConsent,
  completeConsent,
  decideOffer,
  refreshGrant: (keeper, memberId, { tenantId }) => refreshTenant(keeper, memberId, tenantId),
  checkTenant: (keeper, memberId, { tenantId }) => checkTenant(keeper, memberId, tenantId),
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
 * `POST /operations/{name}` for web, as `lib/contract` types it. The shared secret says that web asks; the member it names
 * must be an enabled owner or admin by the keeper's own reading of the rows. In a copied database the only thing to be
 * done is to take it over.
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
      const input = OPERATIONS[name].input.safeParse(request.body)
      if (!input.success) return reply.code(400).send({ error: "bad_request" })
      const memberId = await findActingMember(keeper, request.headers["tenantry-member"])
      return runVerb(keeper, name, { memberId, input: input.data })
    })
  }
}

async function runVerb<N extends OperationName>(
  keeper: Keeper,
  name: N,
  call: { memberId: string | null; input: OperationInput<OperationName> },
): Promise<OperationOutput<N> | { kind: "forbidden" } | { kind: "copied_database" }> {
  if (call.memberId === null) return { kind: "forbidden" }
  if (keeper.guard.isCopy() && name !== "takeOver") return { kind: "copied_database" }
  return VERBS[name](keeper, call.memberId, call.input as OperationInput<N>)
}

async function findActingMember(
  keeper: Keeper,
  id: string | string[] | undefined,
): Promise<string | null> {
  if (typeof id !== "string" || !/^[0-9a-f-]{36}$/.test(id)) return null
  const member = await keeper.db.member.findFirst({
    where: { id, disabledAt: null, role: { in: ["owner", "admin"] } },
    select: { id: true },
  })
  return member?.id ?? null
}

/** Digests first, so that neither length nor content shows in the time it takes. */
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
