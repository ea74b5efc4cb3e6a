import { createServer as createHttpServer } from "node:http"
import fastify, { type FastifyError, type FastifyInstance } from "fastify"
import type { Keeper } from "@/keeper/keeper"
import { health, readiness } from "@/keeper/server/health"
import { answerBrokenRequest, type ServiceRouter } from "@/keeper/server/machines/service-router"
import { mountOperations } from "@/keeper/server/operations"
import { closeWhenIdle } from "@/lib/close-when-idle"
import { DatabaseAway } from "@/lib/db/outage/unless-away"
import { kindOf } from "@/lib/log"

const BODY_LIMIT_IN_BYTES = 1024 * 1024

const REQUEST_TIMEOUT_IN_MILLISECONDS = 30_000
const HEADERS_TIMEOUT_IN_MILLISECONDS = 10_000
// Longer than callers and proxies keep a connection open, so that they never send into one that is closing.
const KEEP_ALIVE_IN_MILLISECONDS = 72_000

/**
 * The keeper's HTTP server. Web's operations need the shared secret; health needs none and reveals none;
 * `serviceRouter` takes the requests of services before the framework sees them. Every error is answered as small JSON,
 * never with a stack or an internal message.
 */
export function createServer(
  keeper: Keeper,
  keeperSecrets: readonly string[],
  serviceRouter: ServiceRouter = () => false,
): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_IN_BYTES,
    requestTimeout: REQUEST_TIMEOUT_IN_MILLISECONDS,
    clientErrorHandler: answerBrokenRequest,
    serverFactory: (handler) =>
      createHttpServer(TIMEOUTS, (request, response) => {
        if (!serviceRouter(request, response)) handler(request, response)
      }),
    return503OnClosing: true,
    routerOptions: { ignoreTrailingSlash: false },
  })
  server.setNotFoundHandler((_, reply) => reply.code(404).send({ error: "not_found" }))
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof DatabaseAway) {
      const { url: route } = request.routeOptions
      keeper.log.error({ event: "not_done_without_database", route, reason: kindOf(error) })
      return reply.code(503).header("retry-after", 5).send({ error: "database_away" })
    }
    const status = error.statusCode ?? 500
    if (status >= 500) {
      const { code, name } = error
      keeper.log.error({
        event: "request_failed",
        route: request.routeOptions.url,
        requestId: request.headers["tenantry-request"],
        name,
        code,
        stack: error.stack,
      })
    }
    return reply.code(status).send({ error: status >= 500 ? "internal" : "bad_request" })
  })
  server.addHook("onSend", async (_, reply) => {
    reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff")
  })
  server.addHook("preClose", async () => closeWhenIdle(server.server))
  server.get("/api/health", async (_, reply) => {
    const report = await health(keeper)
    return reply.code(report.status === "ok" ? 200 : 503).send(report)
  })
  server.get("/api/health/live", async () => ({ status: "ok" }))
  server.get("/api/health/ready", async (_, reply) => {
    const report = await readiness(keeper)
    return reply.code(report.status === "ok" ? 200 : 503).send(report)
  })
  mountOperations(server, keeper, keeperSecrets)
  return server
}

const TIMEOUTS = {
  requestTimeout: REQUEST_TIMEOUT_IN_MILLISECONDS,
  headersTimeout: HEADERS_TIMEOUT_IN_MILLISECONDS,
  keepAliveTimeout: KEEP_ALIVE_IN_MILLISECONDS,
}
