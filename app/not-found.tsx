import type { Metadata } from "next"
import { buttonLook } from "@/app/_ui/forms/button-look"
import { PlainPage } from "@/app/_ui/frame/plain-page"

export const metadata: Metadata = { title: "Not found" }

export default function NotFoundPage() {
  return (
    <PlainPage>
      <div className="grid gap-3">
        <h1 className="font-semibold text-lg">Page not found</h1>
        <p className="text-muted">
          The address may be wrong, or it names something that was never connected to this
          installation.
        </p>
        <div>
          <a href="/organisations" className={buttonLook("primary", "md")}>
            Go to organisations
          </a>
        </div>
      </div>
    </PlainPage>
  )
}
