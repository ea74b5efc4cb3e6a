import type { ReactNode } from "react"
import { MemberMenu } from "@/app/_ui/frame/member-menu"
import { Shell } from "@/app/_ui/frame/shell"
import { GivenAddressProvider } from "@/app/links/given-address"
import { Notices } from "@/app/notices/notices"
import { signOut } from "@/app/sign-in/actions"
import { SudoProvider } from "@/app/sudo/components"
import { hasRole } from "@/lib/members/roles"
import { requireMember } from "@/web/auth/require-member"
import { getXeroAppView } from "@/web/consents/get-xero-app-view"

/** Puts a section's pages into the shell. The lock is in the data functions; this only shows who is signed in. */
export async function SignedIn({ children }: { children: ReactNode }) {
  const { name, email, role } = await requireMember("viewer")
  const { isSandbox } = await getXeroAppView()
  return (
    <SudoProvider>
      <GivenAddressProvider>
        <Shell
          isSandbox={isSandbox}
          notices={<Notices isOwner={hasRole(role, "owner")} />}
          menu={<MemberMenu name={name} email={email} role={role} signOut={signOut} />}
        >
          {children}
        </Shell>
      </GivenAddressProvider>
    </SudoProvider>
  )
}
