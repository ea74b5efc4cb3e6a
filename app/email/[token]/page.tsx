import type { Metadata } from "next"
import { PlainPage } from "@/app/_ui/frame/plain-page"
import { ConfirmForm } from "@/app/email/[token]/components"
import { findEmailOfLink } from "@/web/members/email-change"

export const metadata: Metadata = { title: "Confirm your e-mail address" }

// Opening the page changes nothing: mail programs open links by themselves.
export default async function EmailPage({ params }: PageProps<"/email/[token]">) {
  const { token } = await params
  const email = await findEmailOfLink(token)
  return <PlainPage>{email === null ? <Gone /> : <Ask token={token} email={email} />}</PlainPage>
}

function Ask({ token, email }: { token: string; email: string }) {
  return (
    <div className="grid gap-4">
      <div className="grid gap-1">
        <h1 className="font-semibold text-lg">Confirm your e-mail address</h1>
        <p className="text-muted">
          From now on you sign in to Tenantry with{" "}
          <strong className="font-medium text-ink [overflow-wrap:anywhere]">{email}</strong>.
        </p>
      </div>
      <ConfirmForm token={token} />
    </div>
  )
}

function Gone() {
  return (
    <div className="grid gap-3">
      <h1 className="font-semibold text-lg">This link no longer works</h1>
      <p className="text-muted">
        A link works once, for 24 hours, unless you withdraw or replace it. Ask for a new one in
        Settings.
      </p>
      <p>
        <a href="/settings" className="font-medium text-accent underline underline-offset-2">
          Open Settings
        </a>
      </p>
    </div>
  )
}
