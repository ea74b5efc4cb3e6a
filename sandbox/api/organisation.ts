import { randomUUID } from "node:crypto"
import { readBearer } from "@/sandbox/api/bearer"
import { problemAnswer } from "@/sandbox/api/problems"
import { jsonAnswer, type SandboxAnswer, type SandboxRequest } from "@/sandbox/http/answers"
import { findApp } from "@/sandbox/world/apps"
import { listConnections } from "@/sandbox/world/connections"
import type { Organisation, World } from "@/sandbox/world/world"

const SUFFICIENT_SCOPES = ["accounting.settings", "accounting.settings.read"]

/** Full allowances of the Starter tier; the sandbox does not count calls (docs/xero.md §6). */
const LIMIT_HEADERS = {
  "X-DayLimit-Remaining": "1000",
  "X-MinLimit-Remaining": "60",
  "X-AppMinLimit-Remaining": "10000",
}

/** GET /api.xro/2.0/Organisation: stands for the whole accounting API (docs/xero.md §1.9). */
export async function answerOrganisation(
  world: World,
  request: SandboxRequest,
): Promise<SandboxAnswer> {
  const bearer = await readBearer(world, request)
  if (bearer.kind === "refused") return bearer.answer
  const { xeroUserId, scopes } = bearer
  const custom = findApp(world, bearer.clientId)?.custom ?? null
  if (!SUFFICIENT_SCOPES.some((scope) => scopes.includes(scope))) {
    return problemAnswer(world, { status: 401, detail: "AuthorizationUnsuccessful" })
  }
  const connected = xeroUserId === null && !custom ? [] : listConnections(world, bearer)
  const named = String(request.headers["xero-tenant-id"] ?? "").toLowerCase()
  // A custom app reaches one organisation and need not name it.
  const tenantId = named || (custom ? (connected[0]?.tenantId ?? "") : "")
  const organisation = world.organisations.get(tenantId)
  if (!organisation || !connected.some((connection) => connection.tenantId === tenantId)) {
    return problemAnswer(world, { status: 403, detail: "AuthenticationUnsuccessful" })
  }
  return jsonAnswer(200, organisationBody(organisation), LIMIT_HEADERS)
}

function organisationBody({ tenantId, name, isDemoCompany }: Organisation): object {
  return {
    Id: randomUUID(),
    Status: "OK",
    ProviderName: "Sandbox",
    Organisations: [
      {
        Name: name,
        LegalName: name,
        OrganisationID: tenantId,
        OrganisationType: "COMPANY",
        OrganisationStatus: "ACTIVE",
        BaseCurrency: "NZD",
        CountryCode: "NZ",
        IsDemoCompany: isDemoCompany,
      },
    ],
  }
}
