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
  return state === "open" ? (
    <PlainPage
      title="Set up Tenantry"
      hint="You become the first owner. You can connect organisations and invite others."
    >
      <SetupForm code={given} />
    </PlainPage>
  ) : (
    <PlainPage
      title="This set-up link does not work"
      hint="Only the newest set-up link works, once and for one hour. Restart Tenantry to get a new one: it is at the end of the start-up output, or in a file that the output names."
    />
  )
}
