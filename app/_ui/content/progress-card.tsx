import type { ReactNode } from "react"

/** How much of something is done: in words, as a bar, and whatever there is to say beneath. */
export function ProgressCard({ text, done, all, children }: ProgressCardProps) {
  return (
    <div className="grid gap-1.5 rounded-xl border bg-surface px-4 py-3 shadow-card sm:px-5">
      <p role="status" className="font-medium">
        {text}
      </p>
      <progress
        aria-label="Progress"
        value={done}
        max={all}
        className="h-2 w-full appearance-none overflow-hidden rounded-full border bg-sunken [&::-moz-progress-bar]:bg-accent-solid [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent-solid"
      />
      {children}
    </div>
  )
}

type ProgressCardProps = { text: string; done: number; all: number; children?: ReactNode }
