import type { ReactNode } from "react"
import { SettingsTabs } from "@/app/settings/components"
import { SignedIn } from "@/app/signed-in"
import { requireMember } from "@/web/auth/require-member"

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { role } = await requireMember("viewer")
  return (
    <SignedIn>
      <SettingsTabs isOwner={role === "owner"} />
      {children}
    </SignedIn>
  )
}
