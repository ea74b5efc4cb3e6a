import type { Keeper } from "@/keeper/keeper"
import { attemptMail } from "@/keeper/mail/attempt-mail"
import { layOutMail } from "@/keeper/mail/lay-out-mail"
import { findMailServer } from "@/keeper/mail/mail-server"
import { storeMail } from "@/keeper/mail/outbox"
import { inviteMember } from "@/keeper/members/invitations"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"

/**
 * Invites somebody and sends them the link where there is a mail server; the owner gets the link in any case. A mail that
 * does not go out at once is tried for 24 hours. A copied database writes to nobody.
 */
export async function inviteByMail(
  keeper: Keeper,
  ownerId: string,
  invitation: OperationInput<"inviteMember">,
): Promise<OperationOutput<"inviteMember">> {
  const invited = await inviteMember(keeper, ownerId, invitation)
  if (invited.kind !== "invited") return invited
  const { token, invitationId } = invited
  if (keeper.guard.isCopy() || (await findMailServer(keeper.db)) === null)
    return { kind: "invited", token, mail: null }
  const claimed = await storeMail(keeper, keeper.db, {
    kind: "invitation",
    to: invitation.email,
    subjectId: invitationId,
    content: await writeInvitation(keeper, { ...invitation, ownerId, token }),
    once: false,
    claimed: true,
  })
  const sent = await attemptMail(keeper, claimed)
  const outcome = sent?.kind === "failed" ? sent.outcome : null
  return {
    kind: "invited",
    token,
    mail: { kind: "sent", outcome, evidence: sent?.evidence ?? null },
  }
}

async function writeInvitation({ db, appUrl }: Keeper, { ownerId, role, token }: Written) {
  const { name } = await db.member.findUniqueOrThrow({
    where: { id: ownerId },
    select: { name: true },
  })
  return layOutMail({
    title: `${name} invites you to Tenantry`,
    what: `${name} invites you to Tenantry as ${ROLES[role]}. Tenantry connects Xero organisations and keeps them connected.`,
    todo: "Open the link and choose a password. It works once, for 7 days. If you expected no invitation, do nothing.",
    button: { label: "Accept the invitation", link: `${appUrl}/invitations/${token}` },
    foot: `Sent by Tenantry at ${appUrl} because ${name} entered this address there.`,
  })
}

const ROLES = { owner: "an owner", admin: "an admin", viewer: "a viewer" }

type Written = OperationInput<"inviteMember"> & { ownerId: string; token: string }
