import { ServerCog } from "lucide-react"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { AddServiceButton } from "@/app/services/add-service-button"

/** Shown in place of the list before the first service: what a service is and how it gets a token. */
export function FirstUse({ canAct }: { canAct: boolean }) {
  return (
    <>
      <EmptyState
        icon={<ServerCog />}
        title="No services yet"
        actions={<AddServiceButton canAct={canAct} />}
      >
        <p>
          A service is one of your back-end programs. It has its own client id and secret, and
          fetches a valid Xero access token for an organisation whenever it needs one. It needs no
          browser, no refresh tokens and no code for Xero’s sign-in.
        </p>
      </EmptyState>
      <section className="grid gap-5 rounded-xl border bg-surface p-5 shadow-card lg:grid-cols-3">
        <Step number="1" title="Add a service">
          Choose the organisations it may access. Its client secret is shown once. Store it where
          the program keeps its secrets.
        </Step>
        <Step number="2" title="Request a token">
          The program sends one standard OAuth 2.0 client-credentials request to the token URL and
          names an organisation. Any HTTP client or OAuth library can do this.
        </Step>
        <Step number="3" title="Call Xero">
          The program sends the access token to Xero’s API. Tenantry keeps the sign-in alive and
          shows here which service fetched what.
        </Step>
      </section>
    </>
  )
}

function Step({ number, title, children }: { number: string; title: string; children: string }) {
  return (
    <div className="flex gap-3">
      <span
        aria-hidden
        className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent text-xs"
      >
        {number}
      </span>
      <div className="grid content-start gap-1">
        <h3 className="font-semibold text-sm leading-7">{title}</h3>
        <p className="text-muted">{children}</p>
      </div>
    </div>
  )
}
