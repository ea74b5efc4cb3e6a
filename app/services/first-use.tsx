import { ServerCog } from "lucide-react"
import { EmptyState } from "@/app/_ui/content/empty-state"
import { AddServiceButton } from "@/app/services/add-service-button"

/** Stands in for the list before the first service: what a service is, and the one request it makes. */
export function FirstUse({ canAct }: { canAct: boolean }) {
  return (
    <>
      <EmptyState
        icon={<ServerCog aria-hidden />}
        title="No service yet"
        actions={<AddServiceButton canAct={canAct} />}
      >
        <p>
          A service is a back-end program of yours. With a client id and secret of its own it
          fetches a valid Xero access token for an organisation whenever it needs one. No browser,
          no refresh tokens, nothing of Xero’s sign-in to write.
        </p>
      </EmptyState>
      <section className="grid gap-5 rounded-xl border bg-surface p-5 shadow-card lg:grid-cols-3">
        <Step number="1" title="Add a service">
          Choose the organisations that it may reach. Its client secret is shown once; store it
          where the program keeps its secrets.
        </Step>
        <Step number="2" title="One standard request">
          The program asks the token URL with the OAuth 2.0 client-credentials grant, which every
          HTTP client and OAuth library speaks, and names an organisation.
        </Step>
        <Step number="3" title="Call Xero">
          It sends the access token to Xero’s API. Tenantry keeps the sign-in alive, and shows here
          which service fetched what.
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
