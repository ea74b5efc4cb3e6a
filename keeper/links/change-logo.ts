import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { logoTypeOf, MOST_LOGO_BYTES } from "@/lib/links/logo"

/** The picture at the top of the page of a link: a PNG, JPEG or WebP by its own bytes, or none. */
export async function changeLogo(
  { db }: Pick<Keeper, "db">,
  memberId: string,
  { picture }: OperationInput<"changeLogo">,
): Promise<OperationOutput<"changeLogo">> {
  const logo = picture === null ? null : new Uint8Array(Buffer.from(picture, "base64"))
  if (logo !== null && logo.length > MOST_LOGO_BYTES) return { kind: "too_large" }
  const logoType = logo === null ? null : logoTypeOf(logo)
  if (logo !== null && logoType === null) return { kind: "not_a_picture" }
  await db.$transaction(async (tx) => {
    const from = await findType(tx)
    const data = { logo, logoType, changedAt: await dbNow(tx) }
    await tx.linkSettings.upsert({
      where: { singleton: true },
      create: data,
      update: data,
      select: { singleton: true },
    })
    const changes = { logo: { from, to: logoType } }
    await recordEvent(tx, { kind: "settings.links_changed", memberId, detail: { changes } })
  })
  return { kind: "changed" }
}

async function findType(tx: Tx): Promise<string | null> {
  const row = await tx.linkSettings.findFirst({ select: { logoType: true } })
  return row?.logoType ?? null
}
