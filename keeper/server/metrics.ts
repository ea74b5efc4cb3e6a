import { createHash, timingSafeEqual } from "node:crypto"
import type { FastifyInstance } from "fastify"
import type { Metrics } from "@/keeper/numbers/create-metrics"

/** `GET /metrics` for whoever has the token; for everybody else there is nothing at this address. */
export function mountMetrics(server: FastifyInstance, metrics: Metrics, token: string): void {
  const expected = digest(`Bearer ${token}`)
  server.get("/metrics", async (request, reply) => {
    const given = digest(request.headers.authorization ?? "")
    if (!timingSafeEqual(given, expected)) return reply.callNotFound()
    return reply.type(metrics.contentType).send(await metrics.read())
  })
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}
