import type { BlockList } from "node:net"
import { LRUCache } from "lru-cache"
import type { ChangeFeed } from "@/keeper/services/memory/change-feed"
import { readUnchanged } from "@/keeper/services/memory/recent-changes"
import { READ_LIMITS, withDeadline } from "@/keeper/services/memory/with-deadline"
import type { Db } from "@/lib/db/create-db"
import { createBlockList } from "@/lib/networks"
import type { ServiceRight } from "@/lib/services/service-rights"

// A service with a thousand chosen organisations takes as much memory as a thousand services with all: some 100 bytes each.
const CAPACITY = 200_000

/** Services as they are in the database, kept in memory until a change is reported. */
export function createServiceCache(db: Db, feed: ChangeFeed): ServiceCache {
  const cache = new LRUCache<string, KnownService>({
    maxSize: CAPACITY,
    sizeCalculation: (service) => 10 + (service.tenantIds?.size ?? 0),
  })
  return {
    peek: (serviceId) => cache.get(serviceId),
    async find(serviceId) {
      const kept = cache.get(serviceId)
      if (kept !== undefined) return kept
      const reading = readUnchanged(feed, async () => ({
        value: await readService(db, serviceId),
        keys: [`service:${serviceId}`, "services:"],
      }))
      const { value, unchanged } = await withDeadline(feed, READ_LIMITS, reading)
      // By the row's text, as tokens are.
      if (value !== null && unchanged) cache.set(value.id, value)
      return value
    },
    forget(serviceId) {
      cache.delete(serviceId)
    },
    clear: () => cache.clear(),
  }
}

async function readService(db: Db, serviceId: string): Promise<KnownService | null> {
  const row = await db.service.findUnique({
    where: { id: serviceId },
    select: {
      id: true,
      reach: true,
      networks: true,
      rights: true,
      expiresAt: true,
      disabledAt: true,
      revokedAt: true,
      secrets: { select: { id: true, digest: true } },
      access: { select: { tenantId: true } },
    },
  })
  if (row === null) return null
  const { reach, networks, access, secrets, ...service } = row
  return {
    ...service,
    secrets: secrets.map(({ id, digest }) => ({ id, digest: Buffer.from(digest, "latin1") })),
    networks: networks.length === 0 ? null : createBlockList(networks),
    tenantIds: reach === "all" ? null : new Set(access.map((one) => one.tenantId)),
  }
}

export type KnownService = {
  id: string
  expiresAt: Date | null
  disabledAt: Date | null
  revokedAt: Date | null
  /** The digests as bytes. */
  secrets: { id: string; digest: Buffer }[]
  rights: ServiceRight[]
  /** Null: from anywhere. */
  networks: BlockList | null
  /** Null: all. */
  tenantIds: Set<string> | null
}
export type ServiceCache = {
  /** What is in memory. */
  peek(serviceId: string): KnownService | undefined
  find(serviceId: string): Promise<KnownService | null>
  forget(serviceId: string): void
  clear(): void
}
