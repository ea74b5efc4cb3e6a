"use client"

import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from "react"
import { keepCookie } from "@/app/_ui/frame/cookie"
import { useScriptsRun } from "@/app/_ui/frame/scripts-run"
import { knownZone } from "@/lib/format"

const TICK_IN_MILLISECONDS = 20_000
const ClockContext = createContext<Clock>({ zone: "UTC", renderedAt: 0 })

/**
 * Lets times below it render alike on the server and in the browser: with the instant of rendering, and with the
 * reader's time zone as the last visit left it in a cookie. A new zone is kept for the next page.
 */
export function ClockProvider({ zone, renderedAt, children }: Clock & { children: ReactNode }) {
  useEffect(() => {
    const own = ownZone()
    if (own !== zone) keepCookie("tenantry-zone", own)
  }, [zone])
  return <ClockContext value={{ zone, renderedAt }}>{children}</ClockContext>
}

/** The reader's time zone. */
export function useZone(): string {
  const { zone } = useContext(ClockContext)
  return useScriptsRun() ? ownZone() : zone
}

/** Now, moving on every 20 seconds. */
export function useNow(): Date {
  const { renderedAt } = useContext(ClockContext)
  const now = useSyncExternalStore(subscribeToTicks, currentTick, () => renderedAt)
  return new Date(now)
}

function ownZone(): string {
  return knownZone(Intl.DateTimeFormat().resolvedOptions().timeZone)
}

// Whole ticks, so that reading the clock twice in one rendering gives one answer.
function currentTick(): number {
  return Math.ceil(Date.now() / TICK_IN_MILLISECONDS) * TICK_IN_MILLISECONDS
}

function subscribeToTicks(onTick: () => void): () => void {
  const timer = setInterval(onTick, TICK_IN_MILLISECONDS)
  return () => clearInterval(timer)
}

type Clock = { zone: string; renderedAt: number }
