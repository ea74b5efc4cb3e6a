import type { Keeper } from "@/keeper/keeper"
import { findLinkLabel } from "@/keeper/links/link-label"
import { tellOfDeclined } from "@/keeper/links/tell-of-declined"
import { layOutMail } from "@/keeper/mail/lay-out-mail"
import { findMailServer } from "@/keeper/mail/mail-server"
import { storeMail } from "@/keeper/mail/outbox"
import { tidyName } from "@/keeper/mail/sanitise-text"
import type { Tx } from "@/lib/db/create-db"
import { findTenantLabel } from "@/lib/names/label-tenants"

/**
 * Stores a mail to the member who made a link about what its holder did. Nobody is written to where there is no mail server,
 * where the member is disabled, or where a service made the link: it has its webhooks. Who says no to a campaign is told of
 * together with others.
 */
export async function tellMaker(keeper: Keeper, tx: Tx, { linkId, news }: Told): Promise<void> {
  const link = await tx.link.findUniqueOrThrow({
    where: { id: linkId },
    select: {
      serviceId: true,
      madeById: true,
      campaign: { select: { campaignId: true } },
      tenantId: true,
      madeBy: { select: { email: true, disabledAt: true } },
    },
  })
  const { email, disabledAt } = link.madeBy
  if (link.serviceId !== null || disabledAt !== null) return
  if ((await findMailServer(tx)) === null) return
  if (news === "declined" && link.campaign !== null)
    return tellOfDeclined(keeper, tx, { memberId: link.madeById, email })
  const holder = tidyName(await findLinkLabel(tx, linkId))
  const about = tidyName((await findTenantLabel(tx, link.tenantId)) ?? "a new organisation")
  await storeMail(keeper, tx, {
    kind: "notice",
    to: email,
    content: layOutMail({
      ...NEWS[news](holder, about),
      button: { label: "Show the links", link: `${keeper.appUrl}/links` },
      foot: `Sent by Tenantry at ${keeper.appUrl}, because you made this link.`,
    }),
    once: false,
  })
}

const NEWS = {
  declined: (holder: string, about: string) => ({
    title: `${holder} said no to your link`,
    what: `${holder} opened your link for ${about} and chose “No, thank you”. Nothing was connected.`,
    todo: "Ask someone else, or make a new link.",
  }),
  asked_anew: (holder: string, about: string) => ({
    title: `${holder} asks for a new link`,
    what: `Your link for ${about} has expired, and ${holder} asks for a new one. Tenantry has no e-mail address to send it to.`,
    todo: "Press New address in the list of links, and pass the new address on to them.",
  }),
}

type Told = { linkId: string; news: keyof typeof NEWS }
