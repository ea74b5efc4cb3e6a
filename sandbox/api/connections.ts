import { type Bearer, readBearer } from "@/sandbox/api/bearer"
import { problemAnswer } from "@/sandbox/api/problems"
import {
  emptyAnswer,
  jsonAnswer,
  type SandboxAnswer,
  type SandboxRequest,
} from "@/sandbox/http/answers"
import { findApp } from "@/sandbox/world/apps"
import { listConnections, removeConnections } from "@/sandbox/world/connections"
import { type Connection, switchesOf, type World } from "@/sandbox/world/world"

/** GET /connections: every tenant the Xero user connected to the app; all of the app's for the app itself (docs/xero.md §1.7, §5.2). */
export async function answerConnections(
  world: World,
  request: SandboxRequest,
): Promise<SandboxAnswer> {
  const bearer = await readBearer(world, request)
  if (bearer.kind === "refused") return bearer.answer
  if (isRefused(world, bearer)) {
    return problemAnswer(world, { status: 403, detail: "AuthorizationUnsuccessful" })
  }
  const wanted = request.url.searchParams.get("authEventId")?.toLowerCase()
  const connections = listConnections(world, bearer).filter(
    ({ authEventId }) => wanted === undefined || authEventId === wanted,
  )
  return jsonAnswer(
    200,
    connections.map((connection) => wireConnection(world, connection)),
  )
}

/** DELETE /connections/{id}: 204; 404 when unknown; 403 for a tenant or event id (docs/xero.md §1.8). */
export async function answerDeleteConnection(
  world: World,
  request: SandboxRequest,
  id: string,
): Promise<SandboxAnswer> {
  const bearer = await readBearer(world, request)
  if (bearer.kind === "refused") return bearer.answer
  const own = listConnections(world, bearer)
  if (isCustom(world, bearer)) {
    return problemAnswer(world, { status: 403, detail: "AuthorizationUnsuccessful" })
  }
  if (own.some((connection) => connection.id === id)) {
    removeConnections(world, (connection) => connection.id === id)
    return emptyAnswer(204)
  }
  const isEvent = [...world.connections.values()].some(({ authEventId }) => authEventId === id)
  if (isEvent || id === bearer.authEventId || world.organisations.has(id)) {
    return problemAnswer(world, { status: 403, detail: "AuthenticationUnsuccessful" })
  }
  return problemAnswer(world, { status: 404, detail: "ResourceNotFound" })
}

function isCustom(world: World, { clientId }: Bearer): boolean {
  return (findApp(world, clientId)?.custom ?? null) !== null
}

/** A web app's own token needs `app.connections`; a custom app's may be refused the list (docs/xero.md §5.1). */
function isRefused(world: World, bearer: Bearer): boolean {
  if (isCustom(world, bearer)) return switchesOf(world).customList === "refused"
  return bearer.xeroUserId === null && !bearer.scopes.includes("app.connections")
}

function wireConnection(world: World, connection: Connection): Record<string, unknown> {
  const { id, authEventId, tenantId, createdDateUtc, updatedDateUtc } = connection
  const tenant = world.organisations.get(tenantId)
  return {
    id,
    authEventId: switchesOf(world).authEventIdNull ? null : authEventId,
    tenantId,
    tenantType: tenant?.tenantType ?? "ORGANISATION",
    tenantName: tenant?.name ?? null,
    createdDateUtc,
    updatedDateUtc,
  }
}
