import type { Metadata } from "next"
import { Name } from "@/app/_ui/content/name"
import { NoticePage } from "@/app/_ui/frame/notice-page"
import { PlainPage } from "@/app/_ui/frame/plain-page"
import { AcceptForm } from "@/app/invitations/[token]/components"
import { SsoButton } from "@/app/sign-in/sso-button"
import { readInvitation } from "@/web/members/invitations"
import { findSsoView } from "@/web/members/sso"

export const metadata: Metadata = { title: "Invitation" }

export default async function InvitationPage({ params }: PageProps<"/invitations/[token]">) {
  const { token } = await params
  const [invitation, sso] = await Promise.all([readInvitation(token), findSsoView()])
  if (invitation === null) return <Gone />
  const { email, role, invitedByName, memberName } = invitation
  return (
    <PlainPage
      title={memberName === null ? "Join Tenantry" : "Set a new password"}
      hint={
        <>
          {invitedByName === null ? "Whoever runs this server" : <Name>{invitedByName}</Name>}{" "}
          {memberName === null
            ? `invited you as ${ROLE_TEXT[role]}.`
            : "created this link for you. Using it signs you out everywhere else."}
        </>
      }
    >
      {sso === null ? null : (
        <SsoButton name={sso.name} fields={{ invitation: token }} isOnlyWay={sso.isOnlyWay} />
      )}
      {sso?.isOnlyWay ? null : <AcceptForm token={token} email={email} memberName={memberName} />}
    </PlainPage>
  )
}

const ROLE_TEXT = {
  owner: "an owner: you can do everything and invite others",
  admin: "an admin: you can connect, reconnect and disconnect organisations",
  viewer: "a viewer: you can see everything and change nothing",
}

function Gone() {
  return (
    <NoticePage title="This link no longer works" link={{ href: "/sign-in", label: "Sign in" }}>
      A link works once and for a limited time, unless an owner withdraws or replaces it. Ask an
      owner for a new one. If you have already joined, sign in.
    </NoticePage>
  )
}
