import { checkHealth } from "@/web/health/check-health"

/** 200 when the pages can be served, 503 with what is in the way. Open to everybody, so it says no more. */
export async function GET(): Promise<Response> {
  const { isWell, ...parts } = await checkHealth()
  const status = isWell ? "ok" : "unavailable"
  return Response.json({ status, ...parts }, { status: isWell ? 200 : 503 })
}
