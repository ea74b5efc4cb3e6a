import type { ReactNode } from "react"
import { Name } from "@/app/_ui/content/name"

/** The frame of the pages that people outside see: who asks, one card, whom to ask. Nothing else of the installation. */
export function LinkFrame({ asker = null, contact = null, title, children }: LinkFrameProps) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-lg content-center gap-5 px-4 py-8 sm:py-12">
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

type LinkFrameProps = {
  asker?: string | null
  contact?: string | null
  title: ReactNode
  children: ReactNode
}
