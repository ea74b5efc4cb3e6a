import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { nameSigningKey } from "@/sandbox/world/signing-key"
import type { World } from "@/sandbox/world/world"

const DEBOUNCE_IN_MILLISECONDS = 50

/**
 * Keeps the world in a JSON file (mode 0600, replaced by rename), so that a sandbox killed at any moment comes back
 * unchanged. `flush` is for answers with tokens: their state is on disk before they are sent.
 */
export function openStateFile(world: World, path: string | null): StateFile {
  if (path === null) return { schedule: () => {}, flush: async () => {}, close: () => {} }
  if (existsSync(path)) restore(world, path)
  mkdirSync(dirname(path), { recursive: true })
  let savedRevision = -1
  let timer: NodeJS.Timeout | null = null
  let flushing: Promise<void> | null = null

  function save(): void {
    if (timer) clearTimeout(timer)
    timer = null
    if (world.revision === savedRevision) return
    savedRevision = world.revision
    const temporary = `${path}.${process.pid}.tmp`
    writeFileSync(temporary, snapshot(world), { mode: 0o600 })
    renameSync(temporary, path ?? "")
  }
  save()
  return {
    schedule: () => {
      if (world.revision !== savedRevision) timer ??= setTimeout(save, DEBOUNCE_IN_MILLISECONDS)
    },
    flush: () => {
      // Answers that are ready in the same turn share one write.
      flushing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        flushing = null
        save()
      })
      return flushing
    },
    close: save,
  }
}

const FORMAT = "tenantry sandbox 1"

const MAPS = [
  "apps",
  "xeroUsers",
  "organisations",
  "connections",
  "firstConnectedAt",
  "consentedScopes",
  "consents",
  "chains",
  "refreshTokens",
  "providerRecords",
] as const

function snapshot(world: World): string {
  const maps = MAPS.map((name) => [name, [...world[name]]])
  return JSON.stringify({
    format: FORMAT,
    switchOverrides: world.switchOverrides,
    clockOffsetInSeconds: world.clockOffsetInSeconds,
    privateJwk: world.signingKey.privateJwk,
    ...Object.fromEntries(maps),
  })
}

/** The sandbox wrote the file itself, so a file with the right format is trusted. */
function restore(world: World, path: string): void {
  const stored = parseState(readFileSync(path, "utf8"))
  if (stored?.format !== FORMAT) {
    throw new Error(`${path} is not the state of this sandbox; delete it to start from the seed`)
  }
  world.switchOverrides = stored.switchOverrides
  world.clockOffsetInSeconds = stored.clockOffsetInSeconds
  world.signingKey = nameSigningKey(stored.privateJwk)
  // A file of an older sandbox has no apps: all in it is the first one's.
  for (const name of MAPS) {
    if (stored[name] !== undefined) Object.assign(world, { [name]: new Map(stored[name]) })
  }
  for (const one of [...world.connections.values(), ...world.consents.values()]) {
    one.clientId ??= world.clientId
  }
  for (const { consent } of world.chains.values()) consent.clientId ??= world.clientId
}

function parseState(text: string): StoredState | null {
  try {
    return JSON.parse(text) as StoredState
  } catch {
    return null
  }
}

type StoredState = Pick<World, "switchOverrides" | "clockOffsetInSeconds"> &
  Record<(typeof MAPS)[number], [string, unknown][] | undefined> & {
    format: string
    privateJwk: World["signingKey"]["privateJwk"]
  }
export type StateFile = {
  /** Saves within 50 ms if anything changed. */
  schedule: () => void
  /** Resolves once everything up to now is on disk. */
  flush: () => Promise<void>
  close: () => void
}
