import { Building2 } from "lucide-react"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { ConnectButton } from "@/app/organisations/connect-button"
import { ConnectHelp } from "@/app/organisations/connect-help"
import type { XeroAppView } from "@/web/consents/get-xero-app-view"

/** Stands in for the list before the first organisation: what connecting is, and what it needs. */
export function FirstUse({ app, canAct }: { app: XeroAppView; canAct: boolean }) {
  return (
    <>
      <EmptyState
        icon={<Building2 aria-hidden />}
        title="No organisation is connected yet"
        actions={<ConnectButton canAct={canAct} />}
      >
        <p>
          Press Connect Xero and sign in at Xero as somebody who is a Standard user or Adviser in
          the organisation. Choose it there, consent once, and come back. From then on Tenantry
          keeps the sign-in alive without anybody signing in again, and hands out access tokens to
          the programs that you add as services.
        </p>
      </EmptyState>
      <div className="rounded-xl border bg-surface p-5 text-[0.8125rem] shadow-card">
        <ConnectHelp app={app} />
      </div>
    </>
  )
}
