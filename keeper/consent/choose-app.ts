import type { Keeper } from "@/keeper/keeper"

/**
 * The Xero app that a consent is given to: the one asked for; for a reconnect the one that reaches the organisation now;
 * otherwise the default. Null: the one asked for takes no consents.
 */
export async function chooseApp(keeper: Keeper, wanted: WantedApp): Promise<string | null> {
  if (wanted.xeroAppId !== undefined) return findOpenApp(keeper, { id: wanted.xeroAppId })
  const serving = wanted.tenantId === null ? null : await findServing(keeper, wanted.tenantId)
  return serving ?? (await findOpenApp(keeper, { isDefault: true }))
}

async function findServing(keeper: Keeper, tenantId: string): Promise<string | null> {
  const standing = await keeper.db.tenantOverview.findUnique({
    where: { tenantId },
    select: { grantId: true },
  })
  if (standing === null) return null
  const { xeroAppId: id } = await keeper.db.grant.findUniqueOrThrow({
    where: { id: standing.grantId },
    select: { xeroAppId: true },
  })
  return findOpenApp(keeper, { id })
}

/** Where a person can still consent. */
async function findOpenApp(
  { db }: Keeper,
  which: { id: string } | { isDefault: true },
): Promise<string | null> {
  const app = await db.xeroApp.findFirst({
    where: { ...which, kind: "web", usable: true, retiredAt: null },
    select: { id: true },
  })
  return app?.id ?? null
}

type WantedApp = { tenantId: string | null; xeroAppId?: string | undefined }
