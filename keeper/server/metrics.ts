import type { FastifyInstance } from "fastify"
import type { Metrics } from "@/keeper/numbers/create-metrics"
import { isBearer } from "@/keeper/server/is-bearer"

/** `GET /metrics` for whoever has the token; for everybody else there is nothing at this address. */
export function mountMetrics(server: FastifyInstance, metrics: Metrics, token: string): void {
  server.get("/metrics", async (request, reply) => {
    if (!isBearer(request.headers.authorization, [token])) return reply.callNotFound()
    return reply.type(metrics.contentType).send(await metrics.read())
  })
}
