import { CopyableId } from "@/app/_ui/forms/copy-button"
import type { XeroAppView } from "@/web/consents/get-xero-app-view"

/** What to register at Xero before connecting, and what to check when Xero does not send the browser back. */
export function ConnectHelp({ app }: { app: XeroAppView }) {
  return (
    <div className="grid gap-5 text-left lg:grid-cols-2">
      <section className="grid content-start gap-2">
        <h3 className="font-semibold text-sm">Before you connect</h3>
        <p className="text-muted">
          {app.isSandbox
            ? "The sandbox already has this redirect URI. For your own Xero app, add it exactly as shown under Configuration at developer.xero.com:"
            : "Add this redirect URI to your Xero app, exactly as shown, under Configuration at developer.xero.com:"}
        </p>
        <CopyableId text={app.redirectUri} what="the redirect URI" />
        {app.clientId ? (
          <>
            <p className="text-muted">The client id of the Xero app configured here:</p>
            <CopyableId text={app.clientId} what="the client id" />
          </>
        ) : null}
      </section>
      <section className="grid content-start gap-2">
        <h3 className="font-semibold text-sm">If Xero shows its own error page</h3>
        <p className="text-muted">
          Xero does not send you back, and nothing has changed. Check in this order:
        </p>
        <ul className="grid list-disc gap-1 pl-5 text-muted">
          <li>The redirect URI above is registered with the same scheme, host, port and path.</li>
          <li>The client id matches the app in Xero’s developer portal.</li>
          <li>
            The app is allowed to request these scopes: {app.scopes.join(", ") || "none configured"}
            .
          </li>
        </ul>
        <p className="text-muted">
          An organisation is greyed out in Xero’s list when it already has two uncertified apps, or
          when the app’s plan has no connections left.
        </p>
      </section>
    </div>
  )
}
