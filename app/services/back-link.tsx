import { ChevronLeft } from "lucide-react"
import { PageLink } from "@/app/_ui/frame/page-link"

/** The link back to the page above. */
export function BackLink({ href, children }: { href: string; children: string }) {
  return (
    <PageLink
      href={href}
      className="inline-flex items-center gap-1 justify-self-start rounded text-[0.8125rem] text-muted hover:text-ink"
    >
      <ChevronLeft aria-hidden className="size-3.5 shrink-0" />
      <bdi>{children}</bdi>
    </PageLink>
  )
}
