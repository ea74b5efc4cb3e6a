"use client"

import {
  Building2,
  History,
  LayoutDashboard,
  Link2,
  type LucideIcon,
  ServerCog,
  Settings,
} from "lucide-react"
import { usePathname } from "next/navigation"
import { cx } from "@/app/_ui/content/cx"
import { PageLink } from "@/app/_ui/frame/page-link"

const LINKS: { href: string; label: string; icon: LucideIcon; isWide?: boolean }[] = [
  // A narrow screen has the logo for it.
  { href: "/", label: "Overview", icon: LayoutDashboard, isWide: true },
  { href: "/organisations", label: "Organisations", icon: Building2 },
  { href: "/links", label: "Links", icon: Link2 },
  { href: "/services", label: "Services", icon: ServerCog },
  { href: "/activity", label: "Activity", icon: History },
  { href: "/settings", label: "Settings", icon: Settings },
]

/** Navigation between the main pages, with the current one marked. */
export function NavLinks() {
  const path = usePathname()
  return (
    <nav aria-label="Main" className="-mx-1 flex flex-wrap gap-0.5 sm:mx-0 sm:gap-1">
      {LINKS.map(({ href, label, icon: Icon, isWide }) => {
        const here = path === href || (href !== "/" && path.startsWith(`${href}/`))
        return (
          <PageLink
            key={href}
            href={href}
            aria-current={here ? "page" : undefined}
            className={cx(
              isWide && "max-sm:hidden",
              "inline-flex min-h-9 items-center gap-2 rounded-lg px-2 font-medium text-sm transition-colors sm:px-3",
              here ? "bg-accent-soft text-accent" : "text-muted hover:bg-hover hover:text-ink",
            )}
          >
            <Icon className="size-4 max-[400px]:hidden" />
            {label}
          </PageLink>
        )
      })}
    </nav>
  )
}
