import { judgeRefreshToken } from "@/sandbox/world/refresh-chains"
import type { SandboxSwitches } from "@/sandbox/world/switches"
import type { TokenRequestCounters } from "@/sandbox/world/token-requests"
import {
  type Connection,
  type Organisation,
  type RefreshChain,
  type RefreshToken,
  type SandboxApp,
  sandboxNow,
  switchesOf,
  type World,
  type XeroUser,
} from "@/sandbox/world/world"

/** What the control endpoint shows of a world: refresh tokens by fingerprint, never themselves. */
export function viewWorld(world: World, counters: TokenRequestCounters): SandboxState {
  const { clientSecrets, ...switches } = switchesOf(world)
  return {
    now: new Date(sandboxNow(world)).toISOString(),
    options: { ...switches, clientSecretCount: clientSecrets.length },
    apps: [...world.apps.values()].map(({ clientSecrets: secrets, ...app }) => ({
      ...app,
      clientSecretCount: secrets.length,
    })),
    users: [...world.xeroUsers.values()],
    organisations: [...world.organisations.values()],
    connections: [...world.connections.values()],
    chains: [...world.chains.values()].map((chain) => viewChain(world, chain)),
    counters,
  }
}

function viewChain(world: World, chain: RefreshChain) {
  const tokens = chain.tokenValues.flatMap((value) => world.refreshTokens.get(value) ?? [])
  return {
    clientId: chain.consent.clientId,
    xeroUserId: chain.consent.xeroUserId,
    /** Whether one of its refresh tokens would be accepted now. */
    alive: tokens.some(({ value }) => judgeRefreshToken(world, value).kind !== "refused"),
    endedReason: chain.endedReason,
    /** Oldest first. */
    refreshTokens: tokens.map((token) => viewToken(world, token)),
  }
}

function viewToken(world: World, token: RefreshToken) {
  const { value, fingerprint, generation, presentations, issuedAtInMs, firstUsedAtInMs } = token
  return {
    fingerprint,
    generation,
    presentations,
    issuedAt: new Date(issuedAtInMs).toISOString(),
    firstUsedAt: firstUsedAtInMs === null ? null : new Date(firstUsedAtInMs).toISOString(),
    alive: judgeRefreshToken(world, value).kind !== "refused",
  }
}

export type SandboxState = {
  now: string
  options: Omit<SandboxSwitches, "clientSecrets"> & { clientSecretCount: number }
  /** All but the first, which the options describe. */
  apps: (Omit<SandboxApp, "clientSecrets"> & { clientSecretCount: number })[]
  users: XeroUser[]
  organisations: Organisation[]
  connections: Connection[]
  chains: ChainView[]
  counters: TokenRequestCounters
}
type ChainView = ReturnType<typeof viewChain>
export type RefreshTokenView = ReturnType<typeof viewToken>
