/** Ends early, without an error, when it is aborted. */
export function pause(inMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(end, inMs)
    signal.addEventListener("abort", end, { once: true })
  })
}
