import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { Banner } from "@/app/_ui/content/banner"
import { PlainPage } from "@/app/_ui/frame/plain-page"
import type { SignInAnswer } from "@/app/sign-in/actions"
import { PasskeySignIn, SignInForm } from "@/app/sign-in/components"
import { SsoButton, SsoRefused } from "@/app/sign-in/sso-button"
import { safeCallbackPath } from "@/web/auth/callback-path"
import { findMember } from "@/web/auth/require-member"
import { findSecondStep, secondStepPath } from "@/web/auth/second-step"
import { hasPasskeys } from "@/web/members/passkeys"
import { isSetupOpen } from "@/web/members/setup"
import { findSsoView } from "@/web/members/sso"

export const metadata: Metadata = { title: "Sign in" }

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { callbackUrl, notice, error, sso: refusal } = await searchParams
  const path = safeCallbackPath(callbackUrl)
  if ((await findMember()) !== null) redirect(path)
  if (error === "second_step" && (await findSecondStep()) !== null) redirect(secondStepPath(path))
  const [hasNobody, sso] = await Promise.all([isSetupOpen(), findSsoView()])
  return (
    <PlainPage title="Sign in">
      {hasNobody ? <NobodyYet /> : null}
      {notice === "signed_out" ? <SignedOutAtXero /> : null}
      {typeof refusal === "string" ? (
        <SsoRefused reason={refusal} name={sso?.name ?? "single sign-on"} />
      ) : null}
      {sso === null ? null : (
        <SsoButton name={sso.name} fields={{ callbackUrl: path }} isOnlyWay={sso.isOnlyWay} />
      )}
      <SignInForm
        callbackUrl={path}
        first={firstAnswer(error)}
        isFolded={sso?.isOnlyWay ?? false}
      />
      {(await hasPasskeys()) ? <PasskeySignIn callbackUrl={path} /> : null}
    </PlainPage>
  )
}

// next-auth's own sign-in route redirects here when it refuses.
function firstAnswer(error: string | string[] | undefined): SignInAnswer {
  if (error === "throttled") return { kind: "throttled", email: "", wait: "a moment" }
  if (error === "unavailable" || error === "disk_full") return { kind: error, email: "" }
  return { kind: error === undefined ? "waiting" : "refused", email: "" }
}

function NobodyYet() {
  return (
    <Banner tone="info" title="There are no members yet">
      Open the set-up link: it is at the end of the start-up output, or in a file that the output
      names. It works for one hour; each restart makes a new one.
    </Banner>
  )
}

function SignedOutAtXero() {
  return (
    <Banner tone="warning" title="Nobody is signed in here">
      So Tenantry could not use Xero’s answer. Sign in to go on.
    </Banner>
  )
}
