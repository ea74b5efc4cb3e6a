/** How much of something is done. The words for it stand beside it. */
export function ProgressBar({ done, all }: { done: number; all: number }) {
  return (
    <progress
      aria-label="Progress"
      value={done}
      max={all}
      className="h-2 w-full appearance-none overflow-hidden rounded-full border bg-sunken [&::-moz-progress-bar]:bg-accent-solid [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent-solid"
    />
  )
}
