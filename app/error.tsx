"use client"

import { buttonLook } from "@/app/_ui/forms/button-look"
import { PlainPage } from "@/app/_ui/frame/plain-page"
import { errorText } from "@/app/_words/error-text"

// Every page brings this one along, so it needs neither icons nor the framework's links.
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const { title, text } = errorText(error.message)
  return (
    <PlainPage title={title}>
      <div className="grid gap-3" role="alert">
        <title>{`${title} · Tenantry`}</title>
        <p className="text-muted">{text}</p>
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

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void }
