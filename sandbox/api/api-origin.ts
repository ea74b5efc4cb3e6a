import { answerConnections, answerDeleteConnection } from "@/sandbox/api/connections"
import { answerControl, CONTROL_PREFIX } from "@/sandbox/api/control-routes"
import { answerOrganisation } from "@/sandbox/api/organisation"
import { type Answerer, notFoundAnswer } from "@/sandbox/http/answers"
import { answerWithFault, type Fault, type Faults } from "@/sandbox/http/faults"
import type { TokenRequestLog } from "@/sandbox/world/token-requests"
import type { World } from "@/sandbox/world/world"

/** The API's origin, as api.xero.com; the control endpoints live here too. Paths in either casing (docs/xero.md §1.1). */
export function apiOrigin({ world, faults, tokenRequests }: ApiParts): Answerer {
  return (request) => {
    const { pathname } = request.url
    if (pathname.startsWith(CONTROL_PREFIX)) {
      return answerControl({ world, faults, tokenRequests }, request)
    }
    const route = findRoute(world, request.method, pathname.toLowerCase())
    if (!route) return notFoundAnswer()
    const fault = faults.take({ target: route.target })
    return answerWithFault(faults, { fault, request, answerer: route.answerer })
  }
}

function findRoute(world: World, method: string, pathname: string): Route | null {
  if (method === "GET" && pathname === "/connections") {
    return { target: "connections", answerer: (request) => answerConnections(world, request) }
  }
  const id = /^\/connections\/([^/]+)$/.exec(pathname)?.[1]
  if (method === "DELETE" && id !== undefined) {
    return {
      target: "delete-connection",
      answerer: (request) => answerDeleteConnection(world, request, id),
    }
  }
  if (method === "GET" && pathname === "/api.xro/2.0/organisation") {
    return { target: "api", answerer: (request) => answerOrganisation(world, request) }
  }
  return null
}

type Route = { target: Fault["target"]; answerer: Answerer }
type ApiParts = { world: World; faults: Faults; tokenRequests: TokenRequestLog }
