import { checkHealth } from "@/web/health/check-health"

/** 200 if the pages can be served, otherwise 503 with the reason. Open to everyone, so it says no more. */
export async function GET(): Promise<Response> {
  const { isWell, isReady: _, ...parts } = await checkHealth()
  const status = isWell ? "ok" : "unavailable"
  return Response.json({ status, ...parts }, { status: isWell ? 200 : 503 })
}
