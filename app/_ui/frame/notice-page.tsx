import type { ReactNode } from "react"
import { buttonLook } from "@/app/_ui/forms/button-look"
import { PlainPage } from "@/app/_ui/frame/plain-page"

/** A page that says why there is nothing to see here, and leads elsewhere: to the organisations, unless it says where. */
export function NoticePage({ title, link = ORGANISATIONS, children }: NoticePageProps) {
  return (
    <PlainPage title={title} hint={children}>
      <div>
        <a href={link.href} className={buttonLook("primary", "md")}>
          {link.label}
        </a>
      </div>
    </PlainPage>
  )
}

const ORGANISATIONS = { href: "/organisations", label: "Go to organisations" }

type NoticePageProps = {
  title: string
  link?: { href: string; label: string }
  children: ReactNode
}
