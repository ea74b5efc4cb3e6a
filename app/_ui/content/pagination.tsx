import { ChevronLeft, ChevronRight } from "lucide-react"
import type { ReactNode } from "react"
import { buttonLook } from "@/app/_ui/forms/button-look"
import { PageLink } from "@/app/_ui/frame/page-link"
import { formatCount } from "@/lib/format"

/** "11–20 of 132 alerts" and the ways to the pages beside this one. */
export function Pagination({ label = "Pages", page, size, all, what, href }: PaginationProps) {
  const from = (page - 1) * size
  const to = Math.min(from + size, all)
  const isWhole = all <= size || from >= all
  const previous = page > 1 ? href(page - 1) : null
  const next = to < all ? href(page + 1) : null
  return (
    <nav aria-label={label} className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-[0.8125rem] text-muted">
        {isWhole ? what(all) : `${formatCount(from + 1)}–${formatCount(to)} of ${what(all)}`}
      </p>
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

/** Without an address there is no such page. */
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
  page: number
  /** How many stand on a page, and how many there are. */
  size: number
  all: number
  /** Names an amount: "132 alerts". */
  what: (count: number) => string
  href: (page: number) => string
}
