import { ChevronLeft, ChevronRight } from "lucide-react"
import type { ReactNode } from "react"
import { buttonLook } from "@/app/_ui/forms/button-look"
import { PageLink } from "@/app/_ui/frame/page-link"

/** "1–25 of 132" and the ways to the pages beside this one. No address: there is no such page. */
export function Pagination({ label = "Pages", summary, previous, next }: PaginationProps) {
  return (
    <nav aria-label={label} className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-[0.8125rem] text-muted">{summary}</p>
      {previous === null && next === null ? null : (
        <div className="flex gap-2">
          <Step href={previous}>
            <ChevronLeft />
            Previous
          </Step>
          <Step href={next}>
            Next
            <ChevronRight />
          </Step>
        </div>
      )}
    </nav>
  )
}

function Step({ href, children }: { href: string | null; children: ReactNode }) {
  if (href === null) {
    return (
      <span aria-disabled className={buttonLook("secondary", "sm", "text-muted")}>
        {children}
      </span>
    )
  }
  return (
    <PageLink href={href} className={buttonLook("secondary", "sm")}>
      {children}
    </PageLink>
  )
}

type PaginationProps = {
  /** Tells two apart on one page. */
  label?: string
  summary: ReactNode
  previous: string | null
  next: string | null
}
