"use client"

import { buttonLook } from "@/app/_ui/forms/button-look"
import { PlainPage } from "@/app/_ui/frame/plain-page"

// Every page brings this one along, so it needs neither icons nor the framework's links.
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <PlainPage title="Something went wrong">
      <div className="grid gap-3" role="alert">
        <title>Something went wrong · Tenantry</title>
        <p className="text-muted">{OURS.test(error.message) ? error.message : UNKNOWN}</p>
        {error.digest ? (
          <p className="text-[0.8125rem] text-muted">
            For the log: <code className="font-mono">{error.digest}</code>
          </p>
        ) : null}
        <div className="flex flex-wrap gap-2">
          <button type="button" className={buttonLook("primary", "md")} onClick={reset}>
            Try again
          </button>
          <a href="/organisations" className={buttonLook("secondary", "md")}>
            Go to organisations
          </a>
        </div>
      </div>
    </PlainPage>
  )
}

// The server in front of the pages answers an action so while the database is away.
const OURS = /^Tenantry cannot reach its database\./
const UNKNOWN =
  "Tenantry could not show this page. Nothing has changed in Xero, and connected organisations stay connected. Try again. If it fails again, the log says more."

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void }
