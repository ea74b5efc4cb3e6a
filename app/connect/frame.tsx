import type { ReactNode } from "react"
import { Name } from "@/app/_ui/content/name"
import type { LinkView } from "@/lib/contract/link-view"

/** The frame of the pages that people outside see: who asks, one card, whom to ask. Nothing else of the installation. */
export function LinkFrame({ from, title, children }: LinkFrameProps) {
  const { asker, contact, logo } = from ?? NOBODY
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-lg content-center gap-5 px-4 py-8 sm:py-12">
      {logo === null ? null : (
        <img
          src={logo}
          alt={asker === null ? "Logo" : ""}
          className="mx-auto max-h-16 max-w-56 rounded-lg bg-white object-contain p-1.5"
        />
      )}
      {asker === null ? null : (
        <p className="text-center font-semibold text-lg tracking-tight">
          <Name>{asker}</Name>
        </p>
      )}
      <div className="grid gap-4 rounded-2xl border bg-surface p-5 shadow-card sm:p-7">
        <h1 className="font-semibold text-xl leading-snug tracking-tight [overflow-wrap:anywhere]">
          {title}
        </h1>
        {children}
      </div>
      {contact === null ? null : (
        <p className="text-center text-[0.8125rem] text-muted">
          Questions? <Name>{contact}</Name>
        </p>
      )}
    </main>
  )
}

const NOBODY = { asker: null, contact: null, logo: null }

type LinkFrameProps = {
  /** The view of the link, where there is one. */
  from?: Pick<LinkView, "asker" | "contact" | "logo">
  title: ReactNode
  children: ReactNode
}
