import { answerConnections, answerDeleteConnection } from "@/sandbox/api/connections"
import { answerControl, CONTROL_PREFIX, type ControlParts } from "@/sandbox/api/control-routes"
import { answerOrganisation } from "@/sandbox/api/organisation"
import { type Answerer, notFoundAnswer, type SandboxRequest } from "@/sandbox/http/answers"
import { withFaults } from "@/sandbox/http/faults"

/** The API's origin, as api.xero.com; the control endpoints live here too. Paths in either casing (docs/xero.md §1.1). */
export function apiOrigin({ world, faults, tokenRequests }: ControlParts): Answerer {
  return (request) => {
    const { pathname } = request.url
    if (pathname.startsWith(CONTROL_PREFIX)) {
      return answerControl({ world, faults, tokenRequests }, request)
    }
    return findAnswerer(request, { world, faults })(request)
  }
}

function findAnswerer(
  { method, url }: SandboxRequest,
  { world, faults }: Pick<ControlParts, "world" | "faults">,
): Answerer {
  const pathname = url.pathname.toLowerCase()
  if (method === "GET" && pathname === "/connections") {
    return withFaults(faults, "connections", (each) => answerConnections(world, each))
  }
  const id = /^\/connections\/([^/]+)$/.exec(pathname)?.[1]
  if (method === "DELETE" && id !== undefined) {
    const answerer: Answerer = (each) => answerDeleteConnection(world, each, id)
    return withFaults(faults, "delete-connection", answerer)
  }
  if (method === "GET" && pathname === "/api.xro/2.0/organisation") {
    return withFaults(faults, "api", (each) => answerOrganisation(world, each))
  }
  return notFoundAnswer
}
