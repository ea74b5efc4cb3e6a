import { ChevronLeft } from "lucide-react"
import type { ReactNode } from "react"
import { PageLink } from "@/app/_ui/frame/page-link"

/** A link in running text. */
export function TextLink({ href, children }: LinkProps) {
  return (
    <PageLink href={href} className="text-accent hover:underline">
      {children}
    </PageLink>
  )
}

/** A link beside the heading of a card. */
export function CardLink({ href, children }: LinkProps) {
  return (
    <PageLink href={href} className="rounded text-[0.8125rem] text-accent hover:underline">
      {children}
    </PageLink>
  )
}

/** A link that makes the whole of the `Row` around it a target. */
export function RowLink({ href, children }: LinkProps) {
  return (
    <PageLink href={href} className="font-medium after:absolute after:inset-0 hover:text-accent">
      {children}
    </PageLink>
  )
}

/** The way back to the page above. */
export function BackLink({ href, children }: { href: string; children: string }) {
  return (
    <PageLink
      href={href}
      className="inline-flex items-center gap-1 justify-self-start rounded text-[0.8125rem] text-muted hover:text-ink"
    >
      <ChevronLeft className="size-3.5 shrink-0" />
      <bdi>{children}</bdi>
    </PageLink>
  )
}

type LinkProps = { href: string; children: ReactNode }
