import { Building2 } from "lucide-react"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { ConnectButton } from "@/app/organisations/connect-button"
import { ConnectHelp } from "@/app/organisations/connect-help"
import type { XeroAppView } from "@/web/consents/get-xero-app-view"

/** Shown in place of the list before the first organisation: how connecting works and what it needs. */
export function FirstUse({ app, canAct, apps }: FirstUseProps) {
  return (
    <>
      <EmptyState
        icon={<Building2 />}
        title="No organisations yet"
        actions={<ConnectButton canAct={canAct} apps={apps} />}
      >
        <p>
          Press Connect Xero and sign in to Xero as a Standard user or Adviser of the organisation.
          Choose the organisation, allow access, and Xero sends you back here. From then on Tenantry
          keeps the sign-in alive and gives access tokens to the programs that you add as services.
        </p>
      </EmptyState>
      <div className="rounded-xl border bg-surface p-5 text-[0.8125rem] shadow-card">
        <ConnectHelp app={app} />
      </div>
    </>
  )
}

type FirstUseProps = {
  app: XeroAppView
  canAct: boolean
  apps: { xeroAppId: string; name: string }[]
}
