import type { Socket } from "node:net"
import { PrismaPg } from "@prisma/adapter-pg"
import { Pool } from "pg"
import { connectionTo } from "@/lib/db/connection"
import { requireDatabaseUrl } from "@/lib/db/database-url"
import { PrismaClient } from "@/lib/db/generated/client"
import { traceClient } from "@/lib/db/trace-client"

// Secrets leave a row only where a query names them.
const OMIT = {
  member: { passwordHash: true },
  invitation: { tokenHash: true },
  emailChange: { tokenHash: true },
  setupCode: { codeHash: true },
  codeApp: { secretSealed: true },
  recoveryCode: { codeHash: true },
  secondStep: { tokenHash: true },
  xeroApp: { clientSecretsSealed: true },
  importRow: { tokenSealed: true },
  importAttempt: { answerSealed: true },
  tokenSet: { accessTokenSealed: true, refreshTokenSealed: true },
  consentRequest: {
    stateHash: true,
    browserHash: true,
    verifierSealed: true,
    nonce: true,
    answerHash: true,
    answerSealed: true,
  },
  alertChannel: { secretSealed: true, previousSecretSealed: true },
  serviceSecret: { digest: true },
  mailServer: { passwordSealed: true },
  mail: { contentSealed: true },
  ssoSettings: { clientSecretSealed: true },
  auditBlock: { hashSealed: true },
} as const

/** How many connections a pool takes at most where the address says nothing. */
export const POOL = 10

/**
 * A Prisma client on one connection pool: on `pool`, which it ends with itself, or on one of its own.
 */
export function createDb(databaseUrl: string, options: DbOptions = {}): Db {
  const { schema } = requireDatabaseUrl(databaseUrl)
  const pool = options.pool ?? openPool(databaseUrl, options.maxConnections)
  return new PrismaClient({
    adapter: new PrismaPg(pool, { schema, disposeExternalPool: true }),
    omit: OMIT,
  })
}

/**
 * A pool with the settings of every session. A connection that went without a word is found out by TCP's keep-alive. The
 * database ends a transaction that asks nothing for 15 s: the rows of a process that stands still, or cannot be reached, are
 * not locked for the others. `connection_limit` in the address goes before `maxConnections`. `keep` gets
 * each socket before it connects.
 */
export function openPool(
  databaseUrl: string,
  maxConnections = POOL,
  keep: (socket: Socket) => Socket = (socket) => socket,
): Pool {
  const config = connectionTo(databaseUrl, { idle_in_transaction_session_timeout: "15s" })
  const pool = new Pool({
    ...config,
    stream: () => keep(config.stream()),
    max: requireDatabaseUrl(databaseUrl).maxConnections ?? maxConnections,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  pool.on("connect", traceClient)
  return pool
}

type DbOptions = { maxConnections?: number; pool?: Pool }
export type PoolUse = Pick<Pool, "totalCount" | "idleCount" | "waitingCount">
export type Db = PrismaClient<never, typeof OMIT>
export type Tx = Omit<Db, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">
