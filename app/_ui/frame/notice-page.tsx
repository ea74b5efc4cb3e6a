import type { ReactNode } from "react"
import { buttonLook } from "@/app/_ui/forms/button-look"
import { PlainPage } from "@/app/_ui/frame/plain-page"

/** A page that says why there is nothing to see here, and leads back to the organisations. */
export function NoticePage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <PlainPage>
      <div className="grid gap-3">
        <h1 className="font-semibold text-lg">{title}</h1>
        <p className="text-muted">{children}</p>
        <div>
          <a href="/organisations" className={buttonLook("primary", "md")}>
            Go to organisations
          </a>
        </div>
      </div>
    </PlainPage>
  )
}
