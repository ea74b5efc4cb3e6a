import type { Metadata } from "next"
import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { Name } from "@/app/_ui/content/name"
import { Table } from "@/app/_ui/content/table"
import { DateOf, RelativeTime } from "@/app/_ui/content/time"
import { PageHeader } from "@/app/_ui/frame/page-header"
import { ApproveEmail } from "@/app/settings/members/approve-email"
import {
  AccessButton,
  InviteForm,
  PasswordLink,
  RoleForm,
  WithdrawButton,
} from "@/app/settings/members/components"
import { FactorsButton } from "@/app/settings/members/factors-button"
import { SeenSecretsCard } from "@/app/settings/members/seen-secrets-card"
import { requireMember } from "@/web/auth/require-member"
import { hasMailServer } from "@/web/mail/mail-settings"
import { listEmailChanges } from "@/web/members/email-change"
import { listOpenInvitations, type OpenInvitation } from "@/web/members/invitations"
import { listMembers, type MemberView } from "@/web/members/list-members"
import { getEndpoints } from "@/web/services/endpoints"
import { listSeenSecrets } from "@/web/services/list-seen-secrets"

export const metadata: Metadata = { title: "Members" }

export default async function MembersPage() {
  const me = await requireMember("viewer")
  const isOwner = me.role === "owner"
  const [hasMail, members, invitations, emailChanges, seenSecrets] = await Promise.all([
    hasMailServer(),
    listMembers(),
    isOwner ? listOpenInvitations() : [],
    isOwner ? listEmailChanges() : new Map<string, string>(),
    isOwner ? listSeenSecrets() : [],
  ])
  const open = invitations.map(({ email }) => email)
  return (
    <>
      <PageHeader
        title="Members"
        hint="Owners can do everything. Admins manage organisations and services. Viewers can look but not change anything."
      />
      {isOwner ? (
        <Card
          title="Invite someone"
          hint={
            hasMail
              ? "They get a one-time link by e-mail, and you can copy it."
              : "You get a one-time link to send them. With a mail server (Settings → Mail) they get it by e-mail."
          }
        >
          <InviteForm open={open} />
        </Card>
      ) : null}
      <Card flush>
        <Table
          label="Members"
          columns={["Member", "Role", "Last signed in", isOwner && "Actions"]}
          isMiddle
          rows={members.map((member) => ({
            key: member.memberId,
            cells: {
              Member: (
                <Member
                  member={member}
                  isMe={member.memberId === me.memberId}
                  newEmail={emailChanges.get(member.memberId) ?? null}
                />
              ),
              Role: <Role member={member} isOwner={isOwner} />,
              "Last signed in": <RelativeTime at={member.lastSignedInAt} none="Never" />,
              Actions: (
                <MemberActions
                  member={member}
                  isMe={member.memberId === me.memberId}
                  hasLink={open.includes(member.email)}
                />
              ),
            },
          }))}
        />
      </Card>
      {seenSecrets.length > 0 ? (
        <SeenSecretsCard secrets={seenSecrets} tokenUrl={getEndpoints().tokenUrl} />
      ) : null}
      {invitations.length > 0 ? <OpenInvitations invitations={invitations} /> : null}
    </>
  )
}

function Member({ member, isMe, newEmail }: MemberProps) {
  const { memberId, name, email, disabledAt } = member
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2">
        <Name className="font-medium">{name}</Name>
        {isMe ? <Badge>You</Badge> : null}
        {disabledAt === null ? null : <Badge tone="warn">Disabled</Badge>}
      </div>
      <div className="break-all text-[0.8125rem] text-muted">{email}</div>
      {newEmail === null ? null : <ApproveEmail memberId={memberId} email={newEmail} />}
    </>
  )
}

function Role({ member, isOwner }: { member: MemberView; isOwner: boolean }) {
  const { memberId, label, role } = member
  if (!isOwner) return <span className="capitalize">{role}</span>
  return <RoleForm key={role} memberId={memberId} name={label} role={role} />
}

function MemberActions({ member, isMe, hasLink }: MemberActionsProps) {
  const { memberId, label, disabledAt, hasSecondFactor } = member
  if (isMe) return <span className="text-muted">–</span>
  return (
    <div className="flex flex-wrap items-start gap-2">
      {disabledAt === null ? <PasswordLink memberId={memberId} isOpen={hasLink} /> : null}
      {hasSecondFactor ? <FactorsButton memberId={memberId} name={label} /> : null}
      <AccessButton memberId={memberId} name={label} isDisabled={disabledAt !== null} />
    </div>
  )
}

function OpenInvitations({ invitations }: { invitations: OpenInvitation[] }) {
  return (
    <Card title="Open links" hint="Not used yet." flush>
      <Table
        label="Open links"
        columns={["For", "Role", "Works until", "Actions"]}
        isMiddle
        rows={invitations.map(({ id, email, role, expiresAt }) => ({
          key: id,
          cells: {
            For: <span className="break-all font-medium">{email}</span>,
            Role: <span className="capitalize">{role}</span>,
            "Works until": <DateOf at={expiresAt} />,
            Actions: <WithdrawButton invitationId={id} email={email} />,
          },
        }))}
      />
    </Card>
  )
}

type MemberActionsProps = { member: MemberView; isMe: boolean; hasLink: boolean }
type MemberProps = {
  member: MemberView
  isMe: boolean
  /** The address that the member asked for. */
  newEmail: string | null
}
