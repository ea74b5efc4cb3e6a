/** 200 as long as the process answers at all: what decides whether to start it anew. */
export function GET(): Response {
  return Response.json({ status: "ok" })
}
