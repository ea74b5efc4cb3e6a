import { randomUUID } from "node:crypto"
import { type ControlBody, type ControlPath, controlSchemas } from "@/sandbox/api/control-schema"
import { jsonAnswer, type SandboxAnswer, type SandboxRequest } from "@/sandbox/http/answers"
import type { Faults } from "@/sandbox/http/faults"
import { randomHex } from "@/sandbox/identity/token-set"
import { activate, deactivate, registerApp } from "@/sandbox/world/apps"
import { connectTenant, removeConnections } from "@/sandbox/world/connections"
import { resetWorld } from "@/sandbox/world/create-world"
import { endChains, judgeRefreshToken, startChain } from "@/sandbox/world/refresh-chains"
import type { TokenRequestLog } from "@/sandbox/world/token-requests"
import { viewWorld } from "@/sandbox/world/view"
import { markChanged, sandboxNowInSeconds, type World } from "@/sandbox/world/world"

export const CONTROL_PREFIX = "/sandbox/"

const LOOPBACK_PEERS = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"])
const LOOPBACK_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"])

/** The control endpoints: for tests on this machine only. */
export function answerControl(parts: ControlParts, request: SandboxRequest): SandboxAnswer {
  const { method, url, headers, socket, body } = request
  // The Host check keeps out web pages whose host name resolves to this machine (DNS rebinding).
  if (!LOOPBACK_PEERS.has(socket.remoteAddress ?? "") || !LOOPBACK_HOSTS.has(url.hostname)) {
    return jsonAnswer(403, { error: "loopback only" })
  }
  const path = url.pathname.slice(CONTROL_PREFIX.length)
  if (method === "GET" && path === "state") {
    return jsonAnswer(200, viewWorld(parts.world, parts.tokenRequests.counters()))
  }
  if (method !== "POST" || !isControlPath(path)) return jsonAnswer(404, { error: "not_found" })
  if (!headers["content-type"]?.startsWith("application/json")) {
    return jsonAnswer(415, { error: "send JSON" })
  }
  return carryOut(parts, path, body)
}

function carryOut(parts: ControlParts, path: ControlPath, body: string): SandboxAnswer {
  const parsed = controlSchemas[path].safeParse(parseJson(body))
  if (!parsed.success) return jsonAnswer(400, { error: "bad body", issues: parsed.error.issues })
  const calls = controlCalls(parts) as Record<ControlPath, (body: unknown) => object>
  return jsonAnswer(200, calls[path](parsed.data))
}

function controlCalls({ world, faults, tokenRequests }: ControlParts): ControlCalls {
  return {
    disconnect: ({ tenantId, xeroUserId }) => ({
      removed: removeConnections(
        world,
        (connection) =>
          connection.tenantId === tenantId &&
          (xeroUserId === undefined || connection.xeroUserId === xeroUserId),
      ),
    }),
    "kill-chain": ({ xeroUserId }) => ({ ended: endChains(world, { xeroUserId }, "killed") }),
    rename: ({ tenantId, name }) => rename(world, tenantId, name),
    "remove-access": (access) => removeAccess(world, access),
    secrets: ({ clientSecrets }) => override(world, { clientSecrets }),
    options: (switches) => override(world, switches),
    app: (app) => {
      registerApp(world, app)
      return {}
    },
    "custom-app": (change) => changeCustomApp(world, change),
    clock: ({ offsetSeconds }) => {
      world.clockOffsetInSeconds = offsetSeconds
      return changed(world)
    },
    faults: (fault) => {
      faults.add(fault)
      return {}
    },
    "faults/clear": () => {
      faults.clear()
      return {}
    },
    reset: () => {
      faults.clear()
      tokenRequests.clear()
      resetWorld(world)
      return {}
    },
    seed: (seed) => addToSeed(world, seed),
    alive: ({ refreshToken }) => ({
      alive: judgeRefreshToken(world, refreshToken).kind !== "refused",
    }),
  }
}

function override(world: World, switches: World["switchOverrides"]): object {
  world.switchOverrides = { ...world.switchOverrides, ...switches }
  return changed(world)
}

function rename(world: World, tenantId: string, name: string): object {
  const organisation = world.organisations.get(tenantId)
  if (organisation) world.organisations.set(tenantId, { ...organisation, name })
  return { ...changed(world), renamed: organisation !== undefined }
}

/** The named person's answer to Xero's e-mail, or its end. */
function changeCustomApp(
  world: World,
  { clientId, tenantId }: ControlBody<"custom-app">,
): { found: boolean } {
  if (tenantId === null) return { found: deactivate(world, clientId) }
  return { found: activate(world, clientId, tenantId) }
}

/** Without the role the connection is gone too (docs/xero.md §4.5). */
function removeAccess(
  world: World,
  { xeroUserId, tenantId }: ControlBody<"remove-access">,
): object {
  const user = world.xeroUsers.get(xeroUserId)
  if (user) {
    const { [tenantId]: _lost, ...roles } = user.roles
    world.xeroUsers.set(xeroUserId, { ...user, roles })
  }
  const removed = removeConnections(
    world,
    (connection) => connection.xeroUserId === xeroUserId && connection.tenantId === tenantId,
  )
  return { ...changed(world), removed }
}

function addToSeed(
  world: World,
  { users, organisations, connections, chains }: ControlBody<"seed">,
): object {
  for (const organisation of organisations) {
    world.organisations.set(organisation.tenantId, organisation)
  }
  for (const user of users) world.xeroUsers.set(user.xeroUserId, user)
  for (const connection of connections) {
    connectTenant(world, { clientId: world.clientId, ...connection, authEventId: randomUUID() })
  }
  const started = chains.map((chain) => consentTo(world, chain))
  return { ...changed(world), chains: started }
}

function consentTo(
  world: World,
  { xeroUserId, ...asked }: ControlBody<"seed">["chains"][number],
): { xeroUserId: string; refreshToken: string } {
  const { value: refreshToken } = startChain(world, {
    clientId: world.clientId,
    authEventId: randomUUID(),
    xeroUserId,
    authTimeInSeconds: sandboxNowInSeconds(world),
    globalSessionId: randomHex(),
    ...asked,
  })
  return { xeroUserId, refreshToken }
}

function changed(world: World): object {
  markChanged(world)
  return {}
}

/** Undefined if the body is not JSON, which no schema accepts; an empty body counts as an empty object. */
function parseJson(body: string): unknown {
  if (body === "") return {}
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function isControlPath(path: string): path is ControlPath {
  return Object.hasOwn(controlSchemas, path)
}

export type ControlParts = { world: World; faults: Faults; tokenRequests: TokenRequestLog }
type ControlCalls = { [Path in ControlPath]: (body: ControlBody<Path>) => object }
