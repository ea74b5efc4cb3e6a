import type { Tx } from "@/lib/db/create-db"
import { findLinkMarks } from "@/lib/names/find-marks"
import { labelOf } from "@/lib/names/label"

/** Who a link was made for, in events: its holder did what no member did. */
export async function findLinkLabel(tx: Tx, linkId: string): Promise<string> {
  const { name, mark } = await findRecipient(tx, linkId)
  return labelOf({ name: name ?? "Someone", mark })
}

/** The same for what a member does with the link; null where it names nobody. */
export async function findRecipientLabel(tx: Tx, linkId: string): Promise<string | null> {
  const { name, mark } = await findRecipient(tx, linkId)
  return name === null ? null : labelOf({ name, mark })
}

async function findRecipient(tx: Tx, linkId: string): Promise<Recipient> {
  const { recipientName, recipientEmail } = await tx.link.findUniqueOrThrow({
    where: { id: linkId },
    select: { recipientName: true, recipientEmail: true },
  })
  const mark = (await findLinkMarks(tx, [linkId])).get(linkId) ?? null
  return { name: recipientName ?? recipientEmail, mark }
}

/** Who began a consent, as its events name them. */
export async function actorOf(tx: Tx, { memberId, linkId }: Beginner): Promise<EventActor> {
  if (linkId === null) return { memberId, detail: {} }
  return { detail: { link: await findLinkLabel(tx, linkId) } }
}

export type Beginner = { memberId: string | null; linkId: string | null }
type Recipient = { name: string | null; mark: string | null }
type EventActor = { memberId?: string | null; detail: { link?: string } }
