import type { Metadata } from "next"
import { NoticePage } from "@/app/_ui/frame/notice-page"
import { PlainPage } from "@/app/_ui/frame/plain-page"
import { ConfirmForm } from "@/app/email/[token]/components"
import { findEmailOfLink } from "@/web/members/email-change"

export const metadata: Metadata = { title: "Confirm your e-mail address" }

// Opening the page changes nothing: mail programs open links by themselves.
export default async function EmailPage({ params }: PageProps<"/email/[token]">) {
  const { token } = await params
  const email = await findEmailOfLink(token)
  if (email === null) return <Gone />
  return (
    <PlainPage
      title="Confirm your e-mail address"
      hint={
        <>
          From now on you sign in to Tenantry with{" "}
          <strong className="font-medium text-ink [overflow-wrap:anywhere]">{email}</strong>.
        </>
      }
    >
      <ConfirmForm token={token} />
    </PlainPage>
  )
}

function Gone() {
  const link = { href: "/settings", label: "Open Settings" }
  return (
    <NoticePage title="This link no longer works" link={link}>
      A link works once, for 24 hours, unless you withdraw or replace it. Ask for a new one in
      Settings.
    </NoticePage>
  )
}
