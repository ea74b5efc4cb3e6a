import type { Metadata } from "next"
import { Banner } from "@/app/_ui/content/banner"
import { PlainPage } from "@/app/_ui/frame/plain-page"
import { ssoRefusalText } from "@/app/_words/sso-text"
import { TellDialog } from "@/app/sudo/confirmed/components"
import { requireMember } from "@/web/auth/require-member"
import { findSsoView } from "@/web/members/sso"

export const metadata: Metadata = { title: "Confirm that it is you" }

/** Where the tab ends in which a member went to the issuer to confirm that it is them. */
export default async function ConfirmedPage({ searchParams }: PageProps<"/sudo/confirmed">) {
  await requireMember("viewer")
  const [{ sso: refusal }, sso] = await Promise.all([searchParams, findSsoView()])
  return (
    <PlainPage title="Confirm that it is you">
      {typeof refusal === "string" ? (
        <Banner tone="danger" title="Not confirmed">
          <p>{ssoRefusalText(refusal, sso?.name ?? "single sign-on")}</p>
          <p>Close this tab and try again in the other one.</p>
        </Banner>
      ) : (
        <Banner tone="success" title="Confirmed">
          <p>You can close this tab. What you were doing goes on in the other one.</p>
          <TellDialog />
        </Banner>
      )}
    </PlainPage>
  )
}
