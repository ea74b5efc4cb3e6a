import { Badge } from "@/app/_ui/content/badge"
import { Card } from "@/app/_ui/content/card"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import type { XeroAppView } from "@/web/consents/get-xero-app-view"

/** What to register at Xero for a web app, and what to check when Xero does not send the browser back. */
export function RegistrationCard({ app }: { app: XeroAppView }) {
  return (
    <Card
      title="At Xero"
      hint="For every web app, in Xero's developer portal."
      actions={app.isSandbox ? <Badge tone="warn">Sandbox</Badge> : null}
    >
      <div className="grid gap-5">
        <dl className="grid gap-1">
          <dt className="font-medium text-[0.8125rem] text-muted">Redirect URI to register</dt>
          <dd className="min-w-0">
            <CopyableId text={app.redirectUri} what="the redirect URI" />
            <p className="text-[0.8125rem] text-muted">
              Add it exactly as shown, under Configuration. A custom connection needs none.
            </p>
          </dd>
        </dl>
        <NeverBack />
      </div>
    </Card>
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
          <strong className="font-medium text-ink">Client id:</strong> the app shows the one here,
          and it has not been deleted. Xero says “Unknown client or client not enabled” if not.
        </li>
        <li>
          <strong className="font-medium text-ink">Scopes:</strong> the app may request every scope
          shown. Xero says “Invalid scope for client” if not. Change the scopes, for the
          environment's app in XERO_SCOPES.
        </li>
      </ul>
    </section>
  )
}
