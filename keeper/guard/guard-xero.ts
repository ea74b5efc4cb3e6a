import type { Guard } from "@/keeper/guard/guard"
import { NO_TOKEN_REQUEST } from "@/keeper/xero/judge"
import type { Xero } from "@/keeper/xero/xero"

/** The only gate in front of the wire: while the database is a copy, every call is answered here and nothing is sent. */
export function guardXero(xero: Xero, guard: Pick<Guard, "isCopy">): Xero {
  function unlessCopy<T, C>(send: () => Promise<T>, answer: C): Promise<T | C> {
    return guard.isCopy() ? Promise.resolve(answer) : send()
  }
  return {
    isIssuer: xero.isIssuer,
    isReachable: () => unlessCopy(() => xero.isReachable(), false),
    authorizationUrl: (request) => unlessCopy(() => xero.authorizationUrl(request), null),
    exchangeCode: (request) => unlessCopy(() => xero.exchangeCode(request), NO_TOKEN_REQUEST),
    identity: (request) => unlessCopy(() => xero.identity(request), UNREACHABLE),
    refreshedIdentity: (request) => unlessCopy(() => xero.refreshedIdentity(request), UNREACHABLE),
    refresh: (request) => unlessCopy(() => xero.refresh(request), NO_TOKEN_REQUEST),
    revoke: (request) => unlessCopy(() => xero.revoke(request), NO_TOKEN_REQUEST),
    appToken: (client) => unlessCopy(() => xero.appToken(client), NO_APP_TOKEN),
    listAppConnections: (accessToken) =>
      unlessCopy(() => xero.listAppConnections(accessToken), NOT_SENT),
    requestAppToken: (request) => unlessCopy(() => xero.requestAppToken(request), NO_TOKEN_REQUEST),
    takesRedirectUri: (request) => unlessCopy(() => xero.takesRedirectUri(request), "unknown"),
    listCustom: (request) => unlessCopy(() => xero.listCustom(request), NOT_SENT),
    listConnections: (accessToken) => unlessCopy(() => xero.listConnections(accessToken), NOT_SENT),
    deleteConnection: (request) => unlessCopy(() => xero.deleteConnection(request), NOT_SENT),
  }
}

const NOT_SENT = { kind: "not_sent" } as const
const NO_APP_TOKEN = { kind: "trouble", trouble: "not_sent" } as const
const UNREACHABLE = { kind: "unreachable" } as const
