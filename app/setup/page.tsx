import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { PlainPage } from "@/app/_ui/frame/plain-page"
import { SetupForm } from "@/app/setup/components"
import { readSetup } from "@/web/members/setup"

export const metadata: Metadata = { title: "Set up" }

export default async function SetupPage({ searchParams }: PageProps<"/setup">) {
  const { code } = await searchParams
  const given = typeof code === "string" ? code : ""
  const state = await readSetup(given)
  if (state === "done") redirect("/sign-in")
  return <PlainPage>{state === "open" ? <Welcome code={given} /> : <OtherCode />}</PlainPage>
}

function Welcome({ code }: { code: string }) {
  return (
    <div className="grid gap-4">
      <div className="grid gap-1">
        <h1 className="font-semibold text-lg">Set up Tenantry</h1>
        <p className="text-muted">
          You become the first owner. You can connect organisations and invite others.
        </p>
      </div>
      <SetupForm code={code} />
    </div>
  )
}

function OtherCode() {
  return (
    <div className="grid gap-3">
      <h1 className="font-semibold text-lg">This set-up link does not work</h1>
      <p className="text-muted">
        Only the newest set-up link works, once and for one hour. Restart Tenantry to get a new one:
        it is at the end of the start-up output, or in a file that the output names.
      </p>
    </div>
  )
}
