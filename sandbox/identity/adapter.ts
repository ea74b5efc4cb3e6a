import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider"
import { markChanged, sandboxNow, type World } from "@/sandbox/world/world"

/** What oidc-provider need not store: sessions (the sandbox does Xero's log-in itself) and its own access tokens. */
const FORGOTTEN_MODELS = new Set(["Session", "AccessToken"])

/** oidc-provider's storage: it keeps records in the world, by the sandbox's clock. */
export function createAdapterFactory(world: World, refreshTokens: Adapter): AdapterFactory {
  return (model) => {
    if (model === "RefreshToken") return refreshTokens
    return FORGOTTEN_MODELS.has(model) ? emptyAdapter() : recordAdapter(world, model)
  }
}

/** An adapter that keeps nothing. */
export function emptyAdapter(): Adapter {
  return {
    upsert: async () => {},
    find: async () => undefined,
    findByUserCode: async () => undefined,
    findByUid: async () => undefined,
    consume: async () => {},
    destroy: async () => {},
    revokeByGrantId: async () => {},
  }
}

function recordAdapter(world: World, model: string): Adapter {
  const keyOf = (id: string): string => `${model}:${id}`
  return {
    ...emptyAdapter(),
    upsert: async (id, payload, expiresInSeconds = 0) => {
      forgetExpired(world)
      const expiresAtInMs = sandboxNow(world) + expiresInSeconds * 1000
      const shifted = shift(payload, world.clockOffsetInSeconds)
      world.providerRecords.set(keyOf(id), { payload: shifted, expiresAtInMs })
      markChanged(world)
    },
    find: async (id) => {
      const record = world.providerRecords.get(keyOf(id))
      return record && shift(record.payload, -world.clockOffsetInSeconds)
    },
    consume: async (id) => {
      const record = world.providerRecords.get(keyOf(id))
      if (record) record.payload.consumed = Math.floor(Date.now() / 1000)
      markChanged(world)
    },
    destroy: async (id) => {
      world.providerRecords.delete(keyOf(id))
      markChanged(world)
    },
  }
}

/** oidc-provider uses the machine's clock, records use the sandbox's: times are shifted on the way in and out. */
function shift(payload: AdapterPayload, bySeconds: number): AdapterPayload {
  const { iat, exp } = payload
  return {
    ...payload,
    ...(iat === undefined ? {} : { iat: iat + bySeconds }),
    ...(exp === undefined ? {} : { exp: exp + bySeconds }),
  }
}

function forgetExpired(world: World): void {
  const now = sandboxNow(world)
  for (const [key, { expiresAtInMs }] of world.providerRecords) {
    if (expiresAtInMs < now) world.providerRecords.delete(key)
  }
}
