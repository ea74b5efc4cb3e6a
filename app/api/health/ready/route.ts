import { checkHealth } from "@/web/health/check-health"

/** 200 if this process may take requests, for a load balancer: some work without the database, some without a keeper. */
export async function GET(): Promise<Response> {
  const { isReady, database, keeper } = await checkHealth()
  const status = isReady ? "ok" : "unavailable"
  return Response.json({ status, database, keeper }, { status: isReady ? 200 : 503 })
}
