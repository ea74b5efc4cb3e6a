import type { Tx } from "@/lib/db/create-db"

/** Who a link was made for, in events: its holder did what no member did. */
export async function findLinkLabel(tx: Tx, linkId: string): Promise<string> {
  const { recipientName, recipientEmail } = await tx.link.findUniqueOrThrow({
    where: { id: linkId },
    select: { recipientName: true, recipientEmail: true },
  })
  return recipientName ?? recipientEmail ?? "Someone"
}

/** Who began a consent, as its events name them. */
export async function actorOf(tx: Tx, { memberId, linkId }: Beginner): Promise<EventActor> {
  if (linkId === null) return { memberId: memberId ?? undefined, detail: {} }
  return { detail: { link: await findLinkLabel(tx, linkId) } }
}

export type Beginner = { memberId: string | null; linkId: string | null }
type EventActor = { memberId?: string; detail: { link?: string } }
