import type { Tx } from "@/lib/db/create-db"
import { findXeroAppLabels } from "@/lib/names/find-labels"

/** An app that is not removed, its row locked until the transaction ends; null where there is none. */
export async function lockApp(tx: Tx, xeroAppId: string): Promise<LockedApp | null> {
  const [app] = await tx.$queryRaw<Omit<LockedApp, "label">[]>`
    SELECT "id", "name", "kind"::text AS "kind", "current", "usable", "isDefault", "retiredAt", "scopes",
      "clientSecretsSealed", "secretHints"
    FROM "XeroApp" WHERE "id" = ${xeroAppId}::uuid AND "removedAt" IS NULL FOR UPDATE`
  if (app === undefined) return null
  return { ...app, label: (await findXeroAppLabels(tx, [xeroAppId])).get(xeroAppId) ?? app.name }
}

/** Keeps an app from being removed until the transaction ends; false where it is removed already. */
export async function holdApp(tx: Tx, xeroAppId: string): Promise<boolean> {
  const held = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "XeroApp" WHERE "id" = ${xeroAppId}::uuid AND "removedAt" IS NULL FOR KEY SHARE`
  return held.length > 0
}

export type LockedApp = {
  id: string
  name: string
  /** The name with what tells it from its namesakes. */
  label: string
  kind: "web" | "custom"
  /** The environment's. */
  current: boolean
  usable: boolean
  isDefault: boolean
  retiredAt: Date | null
  scopes: string[]
  clientSecretsSealed: string
  secretHints: string[]
}
