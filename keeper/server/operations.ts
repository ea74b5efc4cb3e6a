import type { IncomingHttpHeaders } from "node:http"
import type { FastifyInstance } from "fastify"
import { z } from "zod"
import { ALERT_VERBS } from "@/keeper/alerts/verbs"
import { APP_VERBS } from "@/keeper/apps/verbs"
import { CAMPAIGN_VERBS } from "@/keeper/campaigns/verbs"
import { completeConsent } from "@/keeper/consent/complete-consent"
import { decideOffer, replaceAuthoriser } from "@/keeper/consent/decide-offer"
import { startConsent } from "@/keeper/consent/start-consent"
import { COUNTED_VERBS } from "@/keeper/counted/verbs"
import { revokeGrant } from "@/keeper/grants/revoke-grant"
import { takeOver } from "@/keeper/guard/take-over"
import { HAND_OVER_VERBS } from "@/keeper/hand-overs/verbs"
import { IMPORT_VERBS } from "@/keeper/imports/verbs"
import { JOB_VERBS } from "@/keeper/jobs/verbs"
import type { Keeper, Verbs } from "@/keeper/keeper"
import { KEY_VERBS } from "@/keeper/keys/verbs"
import { LINK_VERBS } from "@/keeper/links/verbs"
import { MAIL_VERBS } from "@/keeper/mail/verbs"
import { acceptInvitation } from "@/keeper/members/accept-invitation"
import { changePassword } from "@/keeper/members/change-password"
import { claimFirstOwner } from "@/keeper/members/claim-first-owner"
import { approveEmailChange, confirmEmailChange } from "@/keeper/members/email/confirm-change"
import { requestEmailChange } from "@/keeper/members/email/request-change"
import { withdrawEmailChange } from "@/keeper/members/email/withdraw-change"
import { FACTOR_VERBS } from "@/keeper/members/factors/verbs"
import { issuePasswordLink, withdrawInvitation } from "@/keeper/members/invitations"
import { inviteByMail } from "@/keeper/members/invite-by-mail"
import { changeRole, disableMember, enableMember } from "@/keeper/members/manage-members"
import { isBearer } from "@/keeper/server/is-bearer"
import { mayActAs } from "@/keeper/server/may-act-as"
import { SERVICE_VERBS } from "@/keeper/services/manage/verbs"
import { SSO_VERBS } from "@/keeper/sso/verbs"
import { proveMember, startProofPasskey } from "@/keeper/sudo/prove-member"
import { preferAuthoriser, removeAuthoriser } from "@/keeper/tenants/authorisers"
import { checkTenant } from "@/keeper/tenants/check-tenant"
import { checkTenants } from "@/keeper/tenants/check-tenants"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { refreshTenant } from "@/keeper/tenants/refresh-tenant"
import { type Origin, shortenBrowser, withOrigin } from "@/lib/audit/origin"
import { FACTOR_OPERATIONS } from "@/lib/contract/factor-operations"
import { MEMBER_OPERATIONS } from "@/lib/contract/member-operations"
import {
  OPERATIONS,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  type Refusal,
} from "@/lib/contract/operations"
import { SSO_OPERATIONS } from "@/lib/contract/sso-operations"
import { STEP_OPERATIONS } from "@/lib/contract/step-operations"
import { SUDO_OPERATIONS } from "@/lib/contract/sudo-operations"
import { unlessAway } from "@/lib/db/outage/unless-away"
import { isDiskFull } from "@/lib/db/sql-state"
import { kindOf } from "@/lib/log"
import { type Acting, hasSudo } from "@/lib/members/sudo"
import { inTraceOf, traced } from "@/lib/trace/traced"

const VERBS: Verbs<OperationName> = {
  startConsent,
  completeConsent,
  decideOffer,
  replaceAuthoriser,
  ...LINK_VERBS,
  refreshGrant: (keeper, memberId, { tenantId }) => refreshTenant(keeper, memberId, tenantId),
  checkTenant: (keeper, memberId, { tenantId }) => checkTenant(keeper, memberId, tenantId),
  checkTenants,
  disconnectTenant: (keeper, memberId, { tenantId }) =>
    disconnectTenant(keeper, memberId, tenantId),
  removeAuthoriser,
  preferAuthoriser,
  revokeGrant: (keeper, memberId, { grantId }) => revokeGrant(keeper, memberId, grantId),
  ...COUNTED_VERBS,
  ...IMPORT_VERBS,
  ...HAND_OVER_VERBS,
  takeOver,
  ...KEY_VERBS,
  proveMember: (keeper, memberId, input, sessionId) =>
    proveMember(keeper, { memberId, sessionId }, input),
  claimFirstOwner: (keeper, _memberId, input) => claimFirstOwner(keeper, input),
  acceptInvitation: (keeper, _memberId, input) => acceptInvitation(keeper, input),
  inviteMember: inviteByMail,
  issuePasswordLink,
  withdrawInvitation,
  changeRole: (keeper, memberId, input, sessionId) =>
    changeRole(keeper, { memberId, sessionId }, input),
  disableMember: (keeper, memberId, input, sessionId) =>
    disableMember(keeper, { memberId, sessionId }, input),
  enableMember: (keeper, memberId, input, sessionId) =>
    enableMember(keeper, { memberId, sessionId }, input),
  requestEmailChange: (keeper, memberId, input, sessionId) =>
    requestEmailChange(keeper, { memberId, sessionId }, input),
  withdrawEmailChange,
  confirmEmailChange: (keeper, _memberId, input) => confirmEmailChange(keeper, input),
  approveEmailChange,
  changePassword: (keeper, memberId, input, sessionId) =>
    changePassword(keeper, { memberId, sessionId }, input),
  startProofPasskey: (keeper, memberId, _input, sessionId) =>
    startProofPasskey(keeper, { memberId, sessionId }),
  ...FACTOR_VERBS,
  ...SSO_VERBS,
  ...APP_VERBS,
  ...ALERT_VERBS,
  ...MAIL_VERBS,
  ...JOB_VERBS,
  ...CAMPAIGN_VERBS,
  ...SERVICE_VERBS,
}

/**
 * `POST /operations/{name}` for web, as `lib/contract` types it. The shared secret says that web asks; the member it
 * names must be enabled and have the operation's role, and sudo where it needs it, which the keeper reads from
 * the rows itself. In a copied database members are managed as ever; else it can only be taken over.
 */
export function mountOperations(
  server: FastifyInstance,
  keeper: Keeper,
  keeperSecrets: readonly string[],
): void {
  const names = Object.keys(VERBS) as OperationName[]
  for (const name of names) {
    const bodyLimit = LARGE_BODIES[name]
    server.post(`/operations/${name}`, { bodyLimit }, async (request, reply) => {
      if (!isBearer(request.headers.authorization, keeperSecrets)) {
        const { ip: address } = request
        keeper.log.warn({ event: "request_refused", why: "wrong_keeper_secret", address })
        return reply.code(401).send({ error: "unauthorized" })
      }
      const acting = readActing(request.headers)
      const answer = () =>
        withOrigin(readOrigin(request.headers), async () => {
          const refused = await findRefusal(keeper, name, acting)
          if (refused !== null) return refused
          const input = OPERATIONS[name].input.safeParse(request.body)
          if (!input.success) return reply.code(400).send({ error: "bad_request" })
          return runVerb(keeper, name, { ...acting, input: input.data })
        }).catch((cause: unknown) => refuseUnstored(keeper, name, cause))
      return inTraceOf(request.headers, () =>
        traced(`operation ${name}`, {}, () => unlessAway(keeper.outage, answer)),
      )
    })
  }
}

/** A file of 10 MB, in which JSON may write a character with two. */
const LARGE_BODIES: { [name in OperationName]?: number } = { readImport: 24 * 1024 * 1024 }

const IN_A_COPY = new Set<string>([
  "takeOver",
  ...Object.keys(SUDO_OPERATIONS),
  ...Object.keys(MEMBER_OPERATIONS),
  ...Object.keys(FACTOR_OPERATIONS),
  ...Object.keys(STEP_OPERATIONS),
  ...Object.keys(SSO_OPERATIONS),
])

function readActing(headers: IncomingHttpHeaders): Acting {
  const read = (name: string) => z.guid().catch(NOBODY).parse(headers[name])
  return { memberId: read("tenantry-member"), sessionId: read("tenantry-session") }
}

function readOrigin(headers: IncomingHttpHeaders): Origin {
  return {
    address: z.ipv4().or(z.ipv6()).optional().catch(undefined).parse(headers["tenantry-address"]),
    browser: shortenBrowser(String(headers["tenantry-browser"] ?? "")),
    requestId: z.guid().optional().catch(undefined).parse(headers["tenantry-request"]),
  }
}

const NOBODY = "00000000-0000-0000-0000-000000000000"

async function findRefusal(
  keeper: Keeper,
  name: OperationName,
  acting: Acting,
): Promise<Refusal | null> {
  const { role, seals, sudo } = OPERATIONS[name]
  if (role !== "anyone" && !(await mayActAs(keeper, { ...acting, role, what: name })))
    return { kind: "forbidden" }
  if (keeper.guard.isCopy() && !IN_A_COPY.has(name)) return { kind: "copied_database" }
  if (sudo === "always" && !(await hasSudo(keeper.db, acting))) return { kind: "sudo_needed" }
  if (seals && (keeper.draining || !(await keeper.vault.probe()))) return { kind: "not_ready" }
  return null
}

/** A full disk is the operator's to mend, and not a failure of ours. */
function refuseUnstored(keeper: Keeper, name: OperationName, cause: unknown): Refusal {
  if (!isDiskFull(cause)) throw cause
  keeper.log.error({ event: "not_stored", operation: name, reason: kindOf(cause) })
  return { kind: "disk_full" }
}

async function runVerb<N extends OperationName>(
  keeper: Keeper,
  name: N,
  { memberId, sessionId, input }: Acting & { input: OperationInput<OperationName> },
): Promise<OperationOutput<N>> {
  return VERBS[name](keeper, memberId, input as OperationInput<N>, sessionId)
}
