import type { AddressInfo } from "node:net"
import type { Keeper } from "@/keeper/keeper"
import { createServer } from "@/keeper/server/create-server"
import { createServiceRouter } from "@/keeper/server/machines/service-router"
import { createClientSecret } from "@/keeper/services/access/client-secret"
import {
  openServiceContext,
  type ServiceContext,
  type ServiceContextOptions,
} from "@/keeper/services/service-context"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import type { ServiceRight } from "@/lib/services/service-rights"

/** A service with one secret, as a member would have made it; it reaches all organisations unless some are named. */
export async function createTestService(
  testEnv: TestMember,
  facts: ServiceFacts = {},
): Promise<TestService> {
  const { tenantIds, networks = [], rights = [], expiresAt = null, name = "Reports" } = facts
  const { clientSecret, digest, hint } = createClientSecret()
  const { id } = await testEnv.db.service.create({
    data: {
      name,
      networks,
      rights,
      expiresAt,
      reach: tenantIds === undefined ? "all" : "chosen",
      createdById: testEnv.memberId,
      secrets: { create: { digest, hint } },
      access: { create: (tenantIds ?? []).map((tenantId) => ({ tenantId })) },
    },
    select: { id: true },
  })
  return { clientId: id, clientSecret }
}

/** A keeper's whole door on a free port of loopback, with a context of its own. It closes with the test environment at the latest. */
export async function openDoor(
  testEnv: Pick<TestEnv, "url" | "keeper" | "env" | "atEnd">,
  options: Partial<ServiceContextOptions> & { keeper?: Keeper } = {},
): Promise<Door> {
  const keeper = options.keeper ?? testEnv.keeper
  const { KEEPER_SECRET = "", APP_URL: appUrl = "" } = testEnv.env
  const keeperSecrets = [KEEPER_SECRET]
  const context = openServiceContext(keeper, {
    databaseUrl: testEnv.url,
    offlineMinutes: 10,
    ...options,
  })
  const server = createServer(
    keeper,
    keeperSecrets,
    createServiceRouter({ context, appUrl, keeperSecrets }),
  )
  await server.listen({ host: "127.0.0.1", port: 0 })
  const { port } = server.server.address() as AddressInfo
  async function shut(): Promise<void> {
    server.server.closeAllConnections()
    await server.close()
    await context.close()
  }
  let closing: Promise<void> | undefined
  const close = () => (closing ??= shut())
  testEnv.atEnd(close)
  return { url: `http://127.0.0.1:${port}`, context, close }
}

/** One token request as any HTTP client sends it. */
export async function askToken(
  door: Pick<Door, "url">,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<TokenReply> {
  const response = await fetch(`${door.url}/oauth/token`, {
    method: "POST",
    headers,
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
  testEnv: Pick<TestEnv, "db">,
  door: Pick<Door, "context">,
  { tenantId, inSeconds }: { tenantId: string; inSeconds: number },
): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "TokenSet" t SET "accessTokenExpiresAt" = clock_timestamp() + ${inSeconds} * interval '1 second'
    FROM "Grant" g JOIN "Connection" c ON c."grantId" = g."id"
    WHERE c."tenantId" = ${tenantId}::uuid AND t."id" = g."currentTokenSetId"`
  door.context.tokens.clear()
}

export type ServiceFacts = {
  tenantIds?: string[]
  networks?: string[]
  rights?: ServiceRight[]
  expiresAt?: Date | null
  name?: string
}
export type TestService = { clientId: string; clientSecret: string }
export type Door = { url: string; context: ServiceContext; close(): Promise<void> }
export type TokenReply = {
  status: number
  headers: Headers
  body: Record<string, string | number | { code: string }[] | undefined>
}
type TestMember = Pick<TestEnv, "db" | "memberId">
