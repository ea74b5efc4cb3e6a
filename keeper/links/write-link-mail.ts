import type { Keeper } from "@/keeper/keeper"
import { findLinkSettings } from "@/keeper/links/link-settings"
import { layOutMail, type MailText } from "@/keeper/mail/lay-out-mail"
import { tidyName } from "@/keeper/mail/sanitise-text"
import type { Tx } from "@/lib/db/create-db"
import type { Link } from "@/lib/db/generated/client"
import { formatDeadline, sentence } from "@/lib/format"
import type { LinkPurpose } from "@/lib/links/link-terms"
import { findTenantLabel } from "@/lib/names/label-tenants"

/** The mail that brings a link's address, with the note of whoever made the link. */
export async function writeLinkMail(
  { appUrl }: Pick<Keeper, "appUrl">,
  tx: Tx,
  { link, token, isReminder }: Written,
): Promise<MailText> {
  const { askerName, contact } = await findLinkSettings(tx)
  const asker = tidyName(askerName ?? link.madeBy)
  const organisation = tidyName((await findTenantLabel(tx, link.tenantId)) ?? "an organisation")
  const asks = `${asker} asks you to ${ASKED[link.purpose](organisation)}`
  const ask = contact === null ? "" : ` Questions? ${tidyName(contact)}`
  return layOutMail({
    title: isReminder ? `Reminder: ${asks}` : asks,
    what: `${asks}. You sign in at Xero itself, and your password is not shared.`,
    ...(link.note === null ? {} : { note: link.note }),
    todo: `Open the link and follow Xero's pages. It works until ${formatDeadline(link.expiresAt)}. If this is not for you, open it and choose “No, thank you”.`,
    button: { label: "Open the link", link: `${appUrl}/connect/${token}` },
    foot: `${sentence(`Sent by Tenantry at ${appUrl} on behalf of ${asker}`)}${ask}`,
  })
}

const ASKED: Record<LinkPurpose, (organisation: string) => string> = {
  connect: () => "connect your organisation in Xero",
  reconnect: (organisation) => `connect ${organisation} in Xero again`,
  second_authoriser: (organisation) => `connect ${organisation} in Xero, too`,
  wider_scopes: (organisation) => `allow more for ${organisation} in Xero`,
}

export type MailedLink = Pick<Link, "purpose" | "tenantId" | "note" | "expiresAt"> & {
  madeBy: string
}
type Written = { link: MailedLink; token: string; isReminder: boolean }
