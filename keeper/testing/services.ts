import type { AddressInfo } from "node:net"
import type { Keeper } from "@/keeper/keeper"
import { createServer } from "@/keeper/server/create-server"
import { createMachineDoor } from "@/keeper/server/machines/machine-door"
import { createClientSecret } from "@/keeper/services/client-secret"
import { type DeskOptions, openServiceDesk, type ServiceDesk } from "@/keeper/services/service-desk"
import type { Stage } from "@/keeper/testing/open-stage"

/** A service with one secret, as a member would have made it; it reaches all organisations unless some are named. */
export async function createTestService(
  stage: Pick<Stage, "db" | "memberId">,
  facts: ServiceFacts = {},
): Promise<TestService> {
  const { tenantIds, networks = [], expiresAt = null, name = "Reports" } = facts
  const { clientSecret, digest, hint } = createClientSecret()
  const { id } = await stage.db.service.create({
    data: {
      name,
      networks,
      expiresAt,
      reach: tenantIds === undefined ? "all" : "chosen",
      createdById: stage.memberId,
      secrets: { create: { digest, hint } },
      access: { create: (tenantIds ?? []).map((tenantId) => ({ tenantId })) },
    },
    select: { id: true },
  })
  return { clientId: id, clientSecret }
}

/** A keeper's whole door on a free port of loopback, with a desk of its own. */
export async function openDoor(
  stage: Pick<Stage, "url" | "keeper" | "env">,
  options: Partial<DeskOptions> & { keeper?: Keeper } = {},
): Promise<Door> {
  const keeper = options.keeper ?? stage.keeper
  const { KEEPER_SECRET: keeperSecret = "", APP_URL: appUrl = "" } = stage.env
  const desk = openServiceDesk(keeper, { databaseUrl: stage.url, offlineMinutes: 10, ...options })
  const server = createServer(
    keeper,
    keeperSecret,
    createMachineDoor({ desk, appUrl, keeperSecret }),
  )
  await server.listen({ host: "127.0.0.1", port: 0 })
  const { port } = server.server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    desk,
    async close() {
      server.server.closeAllConnections()
      await server.close()
      await desk.close()
    },
  }
}

/** One token request as any HTTP client sends it. */
export async function askToken(
  door: Pick<Door, "url">,
  form: Record<string, string>,
): Promise<TokenReply> {
  const response = await fetch(`${door.url}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", ...form }),
  })
  const body = (await response.json()) as TokenReply["body"]
  return { status: response.status, headers: response.headers, body }
}

/** A service's own credentials as form fields. */
export function formOf({ clientId, clientSecret }: TestService): Record<string, string> {
  return { client_id: clientId, client_secret: clientSecret }
}

/** The organisation's access token ends soon; the door forgets it, because triggers tell of new token sets only. */
export async function expireToken(
  stage: Pick<Stage, "db">,
  door: Pick<Door, "desk">,
  { tenantId, inSeconds }: { tenantId: string; inSeconds: number },
): Promise<void> {
  await stage.db.$executeRaw`
    UPDATE "TokenSet" t SET "accessTokenExpiresAt" = clock_timestamp() + ${inSeconds} * interval '1 second'
    FROM "Grant" g JOIN "Connection" c ON c."grantId" = g."id"
    WHERE c."tenantId" = ${tenantId}::uuid AND t."id" = g."currentTokenSetId"`
  door.desk.tokens.clear()
}

export type ServiceFacts = {
  tenantIds?: string[]
  networks?: string[]
  expiresAt?: Date | null
  name?: string
}
export type TestService = { clientId: string; clientSecret: string }
export type Door = { url: string; desk: ServiceDesk; close(): Promise<void> }
export type TokenReply = {
  status: number
  headers: Headers
  body: Record<string, string | number | { code: string }[] | undefined>
}
