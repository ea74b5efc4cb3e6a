import type { Numbers } from "@/keeper/numbers/numbers"
import { createTally } from "@/keeper/numbers/tally"
import type { Xero } from "@/keeper/xero/xero"
import { traced } from "@/lib/trace/traced"

/** The same wire, with each request that it sends traced, and counted by what was asked and how the answer was judged. */
export function measureXero(xero: Xero, numbers: Numbers): Xero {
  async function measured<T extends { kind: string }>(
    request: string,
    ask: () => Promise<T>,
  ): Promise<T> {
    const begunAt = performance.now()
    const judgement = await traced(`xero ${request}`, {}, ask)
    const tally = numbers.xeroRequests.get(request) ?? createTally()
    numbers.xeroRequests.set(request, tally)
    tally.count(judgement.kind, performance.now() - begunAt)
    return judgement
  }
  return {
    ...xero,
    exchangeCode: (request) => measured("exchange", () => xero.exchangeCode(request)),
    refresh: (request) => measured("refresh", () => xero.refresh(request)),
    revoke: (request) => measured("revoke", () => xero.revoke(request)),
    requestAppToken: (request) => measured("app_token", () => xero.requestAppToken(request)),
    listCustom: (request) => measured("list", () => xero.listCustom(request)),
    listConnections: (accessToken) => measured("list", () => xero.listConnections(accessToken)),
    deleteConnection: (request) => measured("disconnect", () => xero.deleteConnection(request)),
  }
}
