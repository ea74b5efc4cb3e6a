import type { ReactNode } from "react"
import { Badge } from "@/app/_ui/content/badge"
import { Banner } from "@/app/_ui/content/banner"
import { Card } from "@/app/_ui/content/card"
import { DateTimeOf } from "@/app/_ui/content/time"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import type { XeroAppView } from "@/web/consents/get-xero-app-view"

/** The Xero app of this installation, what to register for it, and what to check when Xero does not send the browser back. */
export function XeroAppCard({ app }: { app: XeroAppView }) {
  return (
    <Card
      title="Xero app"
      hint="Set in the environment of this installation, not on this page."
      actions={app.isSandbox ? <Badge tone="warn">Sandbox</Badge> : null}
    >
      <div className="grid gap-5">
        {app.faultSince === null ? null : <Fault since={app.faultSince} />}
        <dl className="grid gap-4">
          <Fact name="Redirect URI to register">
            <CopyableId text={app.redirectUri} what="the redirect URI" />
            <p className="text-[0.8125rem] text-muted">
              Add it exactly as shown in Xero's developer portal, under Configuration.
            </p>
          </Fact>
          <Fact name="Client id">
            {app.clientId === null ? (
              <p className="text-muted">Unknown until the keeper has started.</p>
            ) : (
              <CopyableId text={app.clientId} what="the client id" />
            )}
          </Fact>
          <Fact name="Requested scopes">
            <ul className="flex flex-wrap gap-1.5">
              {app.scopes.map((scope) => (
                <li key={scope}>
                  <code className="rounded-md bg-sunken px-1.5 py-0.5 font-mono text-xs">
                    {scope}
                  </code>
                </li>
              ))}
            </ul>
          </Fact>
        </dl>
        <NeverBack />
      </div>
    </Card>
  )
}

function Fault({ since }: { since: string }) {
  return (
    <Banner tone="danger" title="Xero refuses this app">
      <p>
        Since <DateTimeOf at={since} /> Xero has not accepted the client id or secret. Compare
        XERO_CLIENT_ID and XERO_CLIENT_SECRETS with the developer portal, correct them, and restart
        Tenantry. No organisation is lost.
      </p>
    </Banner>
  )
}

// Xero answers a wrong request with its own page and does not send the browser back, so Tenantry cannot show a message.
function NeverBack() {
  return (
    <section className="grid gap-2 rounded-lg bg-sunken px-4 py-3">
      <h3 className="font-medium">If Xero shows its own error page</h3>
      <p className="text-muted">
        Xero then does not send you back, and Tenantry cannot say why. Check in Xero's developer
        portal:
      </p>
      <ul className="grid list-disc gap-1 pl-5 text-muted">
        <li>
          <strong className="font-medium text-ink">Redirect URI:</strong> the one above is
          registered, with the same scheme, host and port, and no slash at the end.
        </li>
        <li>
          <strong className="font-medium text-ink">Client id:</strong> the app shows the one above,
          and it has not been deleted. Xero says “Unknown client or client not enabled” if not.
        </li>
        <li>
          <strong className="font-medium text-ink">Scopes:</strong> the app may request every scope
          above. Xero says “Invalid scope for client” if not. Set XERO_SCOPES to the scopes it may
          request.
        </li>
      </ul>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-1">
      <dt className="font-medium text-[0.8125rem] text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
