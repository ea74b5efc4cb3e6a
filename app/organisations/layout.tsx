import type { ReactNode } from "react"
import { SelectionProvider } from "@/app/organisations/selection"
import { SignedIn } from "@/app/signed-in"

export default function OrganisationsLayout({ children }: { children: ReactNode }) {
  return (
    <SignedIn>
      <SelectionProvider>{children}</SelectionProvider>
    </SignedIn>
  )
}
