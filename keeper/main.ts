import type { FastifyInstance } from "fastify"
import { reportDoubtful } from "@/keeper/guard/mark-doubtful"
import type { Keeper } from "@/keeper/keeper"
import { createMetrics } from "@/keeper/numbers/create-metrics"
import { openKeeper } from "@/keeper/open-keeper"
import { createServer } from "@/keeper/server/create-server"
import { createServiceRouter } from "@/keeper/server/machines/service-router"
import { mountMetrics } from "@/keeper/server/metrics"
import { openServiceContext, type ServiceContext } from "@/keeper/services/service-context"
import { VaultError } from "@/keeper/vault/vault"
import { startWork } from "@/keeper/work/start-work"
import { NewerDatabaseError } from "@/lib/db/schema-number"
import { readKeeperEnv } from "@/lib/env"
import { type EnvProblem, EXIT_CONFIGURATION } from "@/lib/env-rules"
import { logLastWords } from "@/lib/last-words"
import { createLog, kindOf } from "@/lib/log"
import { startTracing } from "@/lib/trace/start-tracing"
import { isOpenToAll } from "@/lib/vault-keys-file"

// Long before a start says that the keeper is not ready, and why.
const PATIENCE_IN_MS = 3_000
const log = createLog("keeper")

logLastWords(log)

/** The keeper's life: read the environment, prove the keys, serve and work, drain on SIGTERM or when its parent is gone. */
async function main(): Promise<void> {
  const reading = readKeeperEnv()
  if (reading.kind === "wrong") return refuse(reading.problems)
  const { env } = reading
  const { VAULT_KEYS_FILE: keysFile } = env
  if (keysFile !== undefined && isOpenToAll(keysFile)) log.warn({ event: "keys_file_open_to_all" })
  const tracing = await startTracing("keeper")
  const waiting = setTimeout(() => log.error({ event: "waiting_for_database" }), PATIENCE_IN_MS)
  const keeper = await openKeeper(env, log)
    .catch((cause: unknown) => {
      if (cause instanceof VaultError) refuse([{ name: "VAULT_KEYS", problem: cause.message }])
      else if (cause instanceof NewerDatabaseError)
        refuse([{ name: "DATABASE_URL", problem: cause.message }])
      else throw cause
      return null
    })
    .finally(() => clearTimeout(waiting))
  if (keeper === null) return
  process.on("message", keeper.machine.hear)
  const context = openServiceContext(keeper, {
    databaseUrl: env.DATABASE_URL,
    offlineMinutes: env.TOKEN_OFFLINE_MINUTES,
  })
  const { APP_URL: appUrl, KEEPER_SECRET: keeperSecrets, SECURITY_CONTACT: securityContact } = env
  const serviceRouter = createServiceRouter({ context, appUrl, keeperSecrets, securityContact })
  const server = createServer(keeper, keeperSecrets, serviceRouter)
  if (env.METRICS_TOKEN !== undefined) {
    mountMetrics(server, createMetrics(keeper, context.tokens), env.METRICS_TOKEN)
  }
  await server.listen({ host: env.KEEPER_HOST, port: env.KEEPER_PORT })
  await reportDoubtful(keeper)
  const work = startWork(keeper)
  log.info({ event: "ready", keeperId: keeper.id, port: env.KEEPER_PORT })
  if (keeper.guard.isCopy()) log.warn({ event: "copied_database", sign: keeper.guard.sign() })
  onEnd(() => drain(keeper, { server, work, context, tracing }))
}

/** Starts nothing new and finishes the requests already sent to Xero: their answers exist nowhere else. */
async function drain(keeper: Keeper, { server, work, context, tracing }: Running): Promise<void> {
  keeper.draining = true
  const underWay = keeper.refreshing.underWay().length
  log.info({ event: "draining", underWay, unsaved: keeper.unsaved.size })
  await work.stop()
  await Promise.allSettled([...keeper.refreshing.underWay(), ...keeper.completing.values()])
  await server.close()
  await context.close()
  await keeper.journal.close()
  await keeper.db.$disconnect()
  await tracing?.stop()
  log.info({ event: "stopped" })
}

function onEnd(end: () => Promise<void>): void {
  let ending = false
  function endOnce(): void {
    if (ending) return
    ending = true
    end().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, endOnce)
  if (process.send === undefined) return
  process.on("disconnect", endOnce)
  // The parent may have gone while this process was starting.
  if (!process.connected) endOnce()
}

function refuse(problems: EnvProblem[]): void {
  for (const { name, problem } of problems) log.fatal({ event: "refused_to_start", name, problem })
  process.exitCode = EXIT_CONFIGURATION
  // Open connections would keep the process alive.
  setTimeout(() => process.exit(EXIT_CONFIGURATION), 100)
}

main().catch((cause: unknown) => {
  log.fatal({ event: "failed_to_start", reason: kindOf(cause), message: String(cause) })
  process.exit(1)
})

type Running = {
  server: FastifyInstance
  work: ReturnType<typeof startWork>
  context: ServiceContext
  tracing: Awaited<ReturnType<typeof startTracing>>
}
