import { CopyableId } from "@/app/_ui/forms/copy-button"
import type { XeroAppView } from "@/web/consents/get-xero-app-view"

/** What to register at Xero before connecting, and what to check when Xero never comes back. */
export function ConnectHelp({ app }: { app: XeroAppView }) {
  return (
    <div className="grid gap-5 text-left lg:grid-cols-2">
      <section className="grid content-start gap-2">
        <h3 className="font-semibold text-sm">Before you connect</h3>
        <p className="text-muted">
          {app.isSandbox
            ? "The sandbox knows this redirect URI already. A Xero app of your own needs it, to the letter, under Configuration at developer.xero.com:"
            : "Your Xero app must know this redirect URI, to the letter, under Configuration at developer.xero.com:"}
        </p>
        <CopyableId text={app.redirectUri} what="the redirect URI" />
        {app.clientId ? (
          <>
            <p className="text-muted">The Xero app that is configured here has the client id</p>
            <CopyableId text={app.clientId} what="the client id" />
          </>
        ) : null}
      </section>
      <section className="grid content-start gap-2">
        <h3 className="font-semibold text-sm">If Xero shows an error page of its own</h3>
        <p className="text-muted">
          Then nothing ever comes back here, and nothing was changed. Check, in this order:
        </p>
        <ul className="grid list-disc gap-1 pl-5 text-muted">
          <li>the redirect URI above is registered, with the same scheme, host, port and path;</li>
          <li>the client id is that of the app in Xero’s developer portal;</li>
          <li>the app may ask for these scopes: {app.scopes.join(", ") || "none configured"}.</li>
        </ul>
        <p className="text-muted">
          An organisation that is greyed out in Xero’s list has two uncertified apps already, or the
          app’s plan has no connection left.
        </p>
      </section>
    </div>
  )
}
