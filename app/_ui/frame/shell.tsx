import { FlaskConical } from "lucide-react"
import type { ReactNode } from "react"
import { Logo } from "@/app/_ui/frame/logo"
import { NavLinks } from "@/app/_ui/frame/nav-links"
import { PageLink } from "@/app/_ui/frame/page-link"

/** The frame of every signed-in page: sandbox notice, brand, main pages, member menu, notices, content. */
export function Shell({ isSandbox, menu, notices, children }: ShellProps) {
  return (
    <>
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-accent-solid px-3 py-2 text-white focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      {isSandbox ? <SandboxStrip /> : null}
      <header className="border-b bg-surface">
        <div className="mx-auto flex max-w-[84rem] flex-wrap items-center gap-x-6 gap-y-1 px-4 py-2 sm:px-6">
          <PageLink
            href="/"
            className="flex items-center gap-2.5 rounded-lg font-semibold text-[0.9375rem] tracking-tight"
          >
            <Logo />
            Tenantry
          </PageLink>
          <div className="order-last w-full sm:order-none sm:w-auto sm:flex-1">
            <NavLinks />
          </div>
          <div className="ml-auto min-w-0">{menu}</div>
        </div>
      </header>
      {notices}
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto grid max-w-[84rem] grid-cols-[minmax(0,1fr)] gap-5 px-4 py-6 outline-none sm:px-6 sm:py-7"
      >
        {children}
      </main>
    </>
  )
}

function SandboxStrip() {
  return (
    <p className="flex items-center justify-center gap-2 border-warn-line border-b bg-warn-soft px-4 py-1.5 text-center text-[0.8125rem] text-warn">
      <FlaskConical className="size-4 shrink-0" />
      <span>
        <strong className="font-semibold">Sandbox:</strong> a stand-in for Xero
        <span className="max-sm:hidden">. No real organisations are connected.</span>
      </span>
    </p>
  )
}

type ShellProps = {
  isSandbox: boolean
  menu: ReactNode
  /** What concerns every page. */
  notices: ReactNode
  children: ReactNode
}
