"use client"

import { RotateCw } from "lucide-react"
import { Button } from "@/app/_ui/forms/button"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { PlainPage } from "@/app/_ui/frame/plain-page"

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <PlainPage>
      <div className="grid gap-3" role="alert">
        <title>Something went wrong · Tenantry</title>
        <h1 className="font-semibold text-lg">Something went wrong</h1>
        <p className="text-muted">
          Tenantry could not show this page. Nothing has changed in Xero, and connected
          organisations stay connected. Try again. If it fails again, the log says more.
        </p>
        {error.digest ? (
          <p className="text-[0.8125rem] text-muted">
            For the log: <code className="font-mono">{error.digest}</code>
          </p>
        ) : null}
        <div className="flex flex-wrap gap-2">
          <Button tone="primary" icon={<RotateCw aria-hidden />} onClick={reset}>
            Try again
          </Button>
          <LinkButton href="/organisations">Go to organisations</LinkButton>
        </div>
      </div>
    </PlainPage>
  )
}

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void }
