import { useSyncExternalStore } from "react"

/** Whether the page's scripts run: not on the server, nor in the browser before they have taken over its markup. */
export function useScriptsRun(): boolean {
  return useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  )
}

function subscribeToNothing(): () => void {
  return () => {}
}
