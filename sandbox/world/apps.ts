import { randomUUID } from "node:crypto"
import { connectTenant, removeConnections } from "@/sandbox/world/connections"
import { markChanged, type SandboxApp, switchesOf, type World } from "@/sandbox/world/world"

/**
 * The registered app with this client id. The first one is registered by the switches; a web app that names no redirect URI
 * has the first one's.
 */
export function findApp(world: World, clientId: string): SandboxApp | null {
  const { clientSecrets, redirectUris, appConnections } = switchesOf(world)
  if (clientId === world.clientId)
    return { ...FIRST_APP, clientId, clientSecrets, redirectUris, appConnections }
  const app = world.apps.get(clientId) ?? null
  const isBare = app !== null && app.custom === null && app.redirectUris.length === 0
  return isBare ? { ...app, redirectUris } : app
}

/** Registers an app, or changes what is registered; changed scopes or another organisation end a custom app's consent. */
export function registerApp(world: World, app: SandboxApp): void {
  const before = world.apps.get(app.clientId)
  world.apps.set(app.clientId, app)
  if (before?.custom?.state === "active" && isAnother(before, app)) deactivate(world, app.clientId)
  markChanged(world)
}

/** The named person answers Xero's e-mail: the custom app is connected to the organisation, and to no other any more. */
export function activate(world: World, clientId: string, tenantId: string): boolean {
  const app = world.apps.get(clientId)
  if (!app?.custom) return false
  removeConnections(
    world,
    (connection) => connection.clientId === clientId && connection.tenantId !== tenantId,
  )
  world.apps.set(clientId, { ...app, custom: { ...app.custom, state: "active", tenantId } })
  const { xeroUserId } = app.custom
  connectTenant(world, { clientId, xeroUserId, tenantId, authEventId: randomUUID() })
  return true
}

/** The custom app waits for its named person again; what its tokens reached is gone. */
export function deactivate(world: World, clientId: string): boolean {
  const app = world.apps.get(clientId)
  if (!app?.custom) return false
  world.apps.set(clientId, { ...app, custom: { ...app.custom, state: "deactivated" } })
  removeConnections(world, (connection) => connection.clientId === clientId)
  markChanged(world)
  return true
}

function isAnother(before: SandboxApp, now: SandboxApp): boolean {
  return before.scopes.join(" ") !== now.scopes.join(" ")
}

const FIRST_APP = { name: "Tenantry", scopes: [], custom: null }
