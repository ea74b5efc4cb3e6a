import type { ReactNode } from "react"
import { Logo } from "@/app/_ui/frame/logo"

/** The frame of pages outside the shell: the mark, and one card in the middle with a heading and a line about it. */
export function PlainPage({ title, hint, children }: PlainPageProps) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-md content-center gap-6 px-4 py-10">
      <p className="flex items-center justify-center gap-2.5 font-semibold text-lg tracking-tight">
        <Logo className="size-8" />
        Tenantry
      </p>
      <div className="grid gap-4 rounded-2xl border bg-surface p-6 shadow-card">
        <div className="grid gap-1">
          <h1 className="font-semibold text-lg">{title}</h1>
          {hint ? <p className="text-muted">{hint}</p> : null}
        </div>
        {children}
      </div>
    </main>
  )
}

type PlainPageProps = { title: string; hint?: ReactNode; children?: ReactNode }
