import fastify, { type FastifyError, type FastifyInstance } from "fastify"
import type { Keeper } from "@/keeper/keeper"
import { health } from "@/keeper/server/health"
import { mountOperations } from "@/keeper/server/operations"

const BODY_LIMIT_IN_BYTES = 1024 * 1024

/**
 * The keeper's HTTP door. Web's operations need the shared secret; health needs none and tells none. Whatever goes wrong is
 * answered as small JSON, never with a stack or a message from inside.
 */
export function createServer(keeper: Keeper, keeperSecret: string): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_IN_BYTES,
    requestTimeout: 30_000,
    return503OnClosing: true,
    routerOptions: { ignoreTrailingSlash: false },
  })
  server.setNotFoundHandler((_, reply) => reply.code(404).send({ error: "not_found" }))
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) {
      const { code, name } = error
      keeper.log.error({
        event: "request_failed",
        route: request.routeOptions.url,
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
  server.get("/api/health", async (_, reply) => {
    const report = await health(keeper)
    return reply.code(report.status === "ok" ? 200 : 503).send(report)
  })
  mountOperations(server, keeper, keeperSecret)
  return server
}
