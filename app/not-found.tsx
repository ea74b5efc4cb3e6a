import type { Metadata } from "next"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { PlainPage } from "@/app/_ui/frame/plain-page"

export const metadata: Metadata = { title: "Not found" }

export default function NotFoundPage() {
  return (
    <PlainPage>
      <div className="grid gap-3">
        <h1 className="font-semibold text-lg">There is nothing here</h1>
        <p className="text-muted">
          The address may be mistyped, or what it named was never connected to this installation.
        </p>
        <div>
          <LinkButton href="/organisations" tone="primary">
            To the organisations
          </LinkButton>
        </div>
      </div>
    </PlainPage>
  )
}
