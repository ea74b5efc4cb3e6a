import { seedApps, seedOrganisations, seedXeroUsers } from "@/sandbox/seed"
import type { SigningKey } from "@/sandbox/world/signing-key"
import type { SandboxSwitches } from "@/sandbox/world/switches"
import { markChanged, type World } from "@/sandbox/world/world"

/** A world at its seed. */
export function createWorld(start: {
  clientId: string
  issuer: string
  signingKey: SigningKey
  switches: SandboxSwitches
}): World {
  const { clientId, issuer, signingKey, switches } = start
  const world: World = {
    clientId,
    apps: new Map(),
    issuer,
    signingKey,
    initialSwitches: switches,
    switchOverrides: {},
    clockOffsetInSeconds: 0,
    xeroUsers: new Map(),
    organisations: new Map(),
    connections: new Map(),
    firstConnectedAt: new Map(),
    consentedScopes: new Map(),
    consents: new Map(),
    chains: new Map(),
    refreshTokens: new Map(),
    providerRecords: new Map(),
    revision: 0,
  }
  resetWorld(world)
  return world
}

/** Resets the world to its seed: forgets everything that happened; key and registration stay. */
export function resetWorld(world: World): void {
  world.switchOverrides = {}
  world.clockOffsetInSeconds = 0
  world.apps = new Map(seedApps().map((app) => [app.clientId, app]))
  world.xeroUsers = new Map(seedXeroUsers().map((user) => [user.xeroUserId, user]))
  world.organisations = new Map(seedOrganisations().map((each) => [each.tenantId, each]))
  world.connections.clear()
  world.firstConnectedAt.clear()
  world.consentedScopes.clear()
  world.consents.clear()
  world.chains.clear()
  world.refreshTokens.clear()
  world.providerRecords.clear()
  markChanged(world)
}
