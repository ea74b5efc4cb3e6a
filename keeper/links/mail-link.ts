import type { Keeper } from "@/keeper/keeper"
import { findMaker } from "@/keeper/links/find-maker"
import { writeLinkMail } from "@/keeper/links/write-link-mail"
import { findMailServer } from "@/keeper/mail/mail-server"
import { cancelMails, storeMail } from "@/keeper/mail/outbox"
import type { Tx } from "@/lib/db/create-db"

/** Whether a mail can bring a link to its recipient: there is an address, and a mail server. */
export async function canMail(tx: Tx, linkId: string): Promise<boolean> {
  const addressed = await tx.link.count({ where: { id: linkId, recipientEmail: { not: null } } })
  return addressed > 0 && (await findMailServer(tx)) !== null
}

/**
 * Stores the mail that brings a link's new address to its recipient, in place of one that has not gone out. False where no
 * mail can.
 */
export async function mailLink(keeper: Keeper, tx: Tx, { linkId, token }: Given): Promise<boolean> {
  await cancelMails(tx, [linkId])
  if (!(await canMail(tx, linkId))) return false
  const { recipientEmail, ...link } = await tx.linkStanding.findUniqueOrThrow({
    where: { id: linkId },
    select: {
      purpose: true,
      note: true,
      expiresAt: true,
      recipientEmail: true,
      tenantId: true,
    },
  })
  if (recipientEmail === null) return false
  const mailed = { ...link, madeBy: await findMaker(tx, linkId) }
  await storeMail(keeper, tx, {
    kind: "link",
    to: recipientEmail,
    subjectId: linkId,
    content: await writeLinkMail(keeper, tx, { link: mailed, token, isReminder: false }),
    once: true,
  })
  return true
}

type Given = { linkId: string; token: string }
