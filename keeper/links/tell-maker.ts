import type { Keeper } from "@/keeper/keeper"
import { findLinkLabel } from "@/keeper/links/link-label"
import { tellHourly } from "@/keeper/links/tell-hourly"
import { layOutMail } from "@/keeper/mail/lay-out-mail"
import { findMailServer } from "@/keeper/mail/mail-server"
import { storeMail } from "@/keeper/mail/outbox"
import { tidyName } from "@/keeper/mail/sanitise-text"
import type { Tx } from "@/lib/db/create-db"
import { findTenantLabel } from "@/lib/names/label-tenants"

/**
 * Stores a mail to the member who made a link about what its holder did. Nobody is written to where there is no mail server
 * or where the member is disabled. A service that made the link has its webhooks, and owners are told who asks for a new one.
 * Who says no to a campaign, and who asks for a service's link, is told of together with others.
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
  if ((await findMailServer(tx)) === null) return
  if (link.serviceId !== null) return news === "declined" ? undefined : tellOwners(keeper, tx)
  if (disabledAt !== null) return
  if (news === "declined" && link.campaign !== null)
    return tellHourly(keeper, tx, { memberId: link.madeById, email, kind: "links_declined" })
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

async function tellOwners(keeper: Keeper, tx: Tx): Promise<void> {
  const owners = await tx.member.findMany({
    where: { role: "owner", disabledAt: null },
    select: { id: true, email: true },
    orderBy: { id: "asc" },
  })
  for (const { id: memberId, email } of owners)
    await tellHourly(keeper, tx, { memberId, email, kind: "links_wanted" })
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
