import type { ReactNode } from "react"
import { SettingsTabs } from "@/app/settings/components"
import { SignedIn } from "@/app/signed-in"

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <SignedIn>
      <SettingsTabs />
      {children}
    </SignedIn>
  )
}
