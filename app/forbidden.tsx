import type { Metadata } from "next"
import { buttonLook } from "@/app/_ui/forms/button-look"
import { PlainPage } from "@/app/_ui/frame/plain-page"

export const metadata: Metadata = { title: "Not allowed" }

export default function ForbiddenPage() {
  return (
    <PlainPage>
      <div className="grid gap-3">
        <h1 className="font-semibold text-lg">Your role does not allow this</h1>
        <p className="text-muted">
          Some pages and actions are only for admins or owners. An owner can give you another role
          under Settings.
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
