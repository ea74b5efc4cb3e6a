import { PrismaPg } from "@prisma/adapter-pg"
import { PrismaClient } from "@/lib/db/generated/client"

// Secrets leave a row only where a query names them.
const OMIT = {
  member: { passwordHash: true },
  invitation: { tokenHash: true },
  setupCode: { codeHash: true },
  xeroApp: { clientSecretsSealed: true },
  tokenSet: { accessTokenSealed: true, refreshTokenSealed: true },
  consentRequest: { stateHash: true, browserHash: true, verifierSealed: true, nonce: true },
  alertChannel: { smtpPasswordSealed: true, secretSealed: true, previousSecretSealed: true },
  serviceSecret: { digest: true },
} as const

/**
 * A Prisma client on one connection pool. Connecting waits at most 5 s, so that a missing database is reported instead
 * of waited for; one that went without a word is found out by TCP's keep-alive. The database ends a transaction that
 * asks nothing for 15 s: the rows of a process that stands still, or cannot be reached, are not locked for the others.
 */
export function createDb(databaseUrl: string, options: { maxConnections?: number } = {}): Db {
  const adapter = new PrismaPg({
    connectionString: databaseUrl,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idle_in_transaction_session_timeout: 15_000,
  })
  return new PrismaClient({ adapter, omit: OMIT })
}

export type Db = PrismaClient<never, typeof OMIT>
export type Tx = Omit<Db, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">
