import { KeyRound, Smartphone } from "lucide-react"
import type { Metadata } from "next"
import { redirect } from "next/navigation"
import type { ReactNode } from "react"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { PlainPage } from "@/app/_ui/frame/plain-page"
import { Done, SetUpApp, SetUpPasskey } from "@/app/sign-in/set-up/components"
import { safeCallbackPath, signInPath } from "@/web/auth/callback-path"
import { requireSecondStep, secondStepPath } from "@/web/auth/second-step"

export const metadata: Metadata = { title: "Set up a second factor" }

/** Between the password and the session of a member whose role needs a second factor, and who has none. */
export default async function SetUpPage({ searchParams }: PageProps<"/sign-in/set-up">) {
  const { next } = await requireSecondStep()
  const { callbackUrl, way } = await searchParams
  const path = safeCallbackPath(callbackUrl)
  if (next === "second_factor") redirect(secondStepPath(path))
  if (next === "none") redirect(signInPath(path))
  const isDone = next === "finish"
  return <PlainPage title="Set up a second factor">{formOf({ way, path, isDone })}</PlainPage>
}

// The app's form stays where it is: without scripts its answer comes with the page.
function formOf({ way, path, isDone }: { way: Way; path: string; isDone: boolean }): ReactNode {
  if (way === "app") return <SetUpApp callbackUrl={path} isDone={isDone} />
  if (isDone) return <Done codes={null} callbackUrl={path} />
  return way === "passkey" ? <SetUpPasskey callbackUrl={path} /> : <Choice path={path} />
}

function Choice({ path }: { path: string }) {
  const here = `/sign-in/set-up?callbackUrl=${encodeURIComponent(path)}`
  return (
    <>
      <p className="text-muted">
        Your role needs something besides the password. Choose what you want to be asked for when
        you sign in. You can add more later.
      </p>
      <div className="grid gap-2">
        <LinkButton href={`${here}&way=passkey`} tone="primary" icon={<KeyRound />}>
          A passkey on this device
        </LinkButton>
        <LinkButton href={`${here}&way=app`} icon={<Smartphone />}>
          An authenticator app
        </LinkButton>
      </div>
    </>
  )
}

type Way = string | string[] | undefined
