import type { Keeper } from "@/keeper/keeper"
import { changesOf } from "@/lib/audit/changes"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import type { LinkSettings } from "@/lib/db/generated/client"
import { logoPath } from "@/lib/links/logo"
import { isStale, seenLinkSettings } from "@/lib/seen"

/** How links present themselves and what they may do. */
export async function findLinkSettings(tx: Tx): Promise<Settings> {
  return (await tx.linkSettings.findFirst({ select: SELECT })) ?? UNCHANGED
}

/** Where the picture of the page is, or null. */
export async function findLogo(tx: Tx): Promise<string | null> {
  const row = await tx.linkSettings.findFirst({ select: { logoType: true, changedAt: true } })
  return row === null || row.logoType === null ? null : logoPath(row.changedAt)
}

/** Changes all of it at once, where it is as the form showed it; the event says what was changed. */
export async function changeLinkSettings(
  { db }: Pick<Keeper, "db">,
  memberId: string,
  { seen, ...input }: OperationInput<"changeLinkSettings">,
): Promise<OperationOutput<"changeLinkSettings">> {
  const wanted = { ...input, returnOrigins: [...new Set(input.returnOrigins)].sort() }
  return db.$transaction(async (tx) => {
    await tx.linkSettings.createMany({ data: [UNCHANGED], skipDuplicates: true })
    await tx.$executeRaw`SELECT 1 FROM "LinkSettings" FOR UPDATE`
    const before = await findLinkSettings(tx)
    if (isStale(seen, seenLinkSettings(before))) return { kind: "changed_meanwhile" }
    const changes = changesOf(before, wanted)
    if (Object.keys(changes).length === 0) return { kind: "changed" }
    await tx.linkSettings.update({
      where: { singleton: true },
      data: { ...wanted, changedAt: await dbNow(tx) },
      select: { singleton: true },
    })
    await recordEvent(tx, { kind: "settings.links_changed", memberId, detail: { changes } })
    return { kind: "changed" }
  })
}

const SELECT = { askerName: true, contact: true, returnOrigins: true, holdsNew: true } as const
const UNCHANGED: Settings = {
  askerName: null,
  contact: null,
  returnOrigins: [],
  holdsNew: true,
}

type Settings = Pick<LinkSettings, "askerName" | "contact" | "returnOrigins" | "holdsNew">
