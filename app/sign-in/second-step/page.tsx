import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { PageLink } from "@/app/_ui/frame/page-link"
import { PlainPage } from "@/app/_ui/frame/plain-page"
import { CodeForm, StepPasskey } from "@/app/sign-in/second-step/components"
import { safeCallbackPath } from "@/web/auth/callback-path"
import { requireSecondStep, secondStepPath } from "@/web/auth/second-step"

export const metadata: Metadata = { title: "Second factor" }

/** Between the password and the session: asks for what the member has beside the password. */
export default async function SecondStepPage({ searchParams }: PageProps<"/sign-in/second-step">) {
  const step = await requireSecondStep()
  const { callbackUrl, way } = await searchParams
  const path = safeCallbackPath(callbackUrl)
  if (step.next !== "second_factor")
    redirect(`/sign-in/set-up?callbackUrl=${encodeURIComponent(path)}`)
  const isRecovering = way === "recovery"
  return (
    <PlainPage title="Confirm with your second factor">
      {isRecovering ? (
        <CodeForm kind="recovery_code" callbackUrl={path} />
      ) : (
        <>
          {step.hasPasskey ? <StepPasskey callbackUrl={path} /> : null}
          {step.hasPasskey && step.hasApp ? <Or /> : null}
          {step.hasApp ? <CodeForm kind="app_code" callbackUrl={path} /> : null}
        </>
      )}
      <OtherWays path={path} isRecovering={isRecovering} />
    </PlainPage>
  )
}

function Or() {
  return <p className="text-center text-[0.8125rem] text-muted">or</p>
}

function OtherWays({ path, isRecovering }: { path: string; isRecovering: boolean }) {
  const here = secondStepPath(path)
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-[0.8125rem]">
      <PageLink
        href={isRecovering ? here : `${here}&way=recovery`}
        className="text-accent underline"
      >
        {isRecovering ? "Use your second factor" : "Use a recovery code"}
      </PageLink>
      <PageLink
        href={`/sign-in?callbackUrl=${encodeURIComponent(path)}`}
        className="text-accent underline"
      >
        Sign in as someone else
      </PageLink>
    </p>
  )
}
