"use client"

import { useRouter } from "next/navigation"
import { startTransition, useEffect } from "react"

const EVERY_MILLISECONDS = 10_000
const IDLE_AFTER_MILLISECONDS = 60 * 60 * 1000
const SIGNS_OF_LIFE = ["pointermove", "pointerdown", "keydown", "scroll"] as const

/**
 * Brings the server's view of this page up to date every 10 seconds while someone looks: not in a hidden tab, not
 * behind an open dialog, and not for ever on a tab that was left, because every look keeps the session alive.
 */
export function LiveRefresh() {
  const router = useRouter()
  useEffect(() => {
    let lastLifeAt = Date.now()
    let lastLookAt = Date.now()

    async function look(): Promise<void> {
      const idle = Date.now() - lastLifeAt > IDLE_AFTER_MILLISECONDS
      if (idle || document.hidden || document.querySelector("dialog:modal")) return
      lastLookAt = Date.now()
      // The router would leave the page for the browser's own error page while the server restarts.
      if (await isServerThere()) startTransition(() => router.refresh())
    }
    function live(): void {
      lastLifeAt = Date.now()
      if (lastLifeAt - lastLookAt > EVERY_MILLISECONDS) void look()
    }
    const timer = setInterval(look, EVERY_MILLISECONDS)
    document.addEventListener("visibilitychange", live)
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, live, { passive: true })
    return () => {
      clearInterval(timer)
      document.removeEventListener("visibilitychange", live)
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, live)
    }
  }, [router])
  return null
}

async function isServerThere(): Promise<boolean> {
  const response = await fetch("/icon.svg", { method: "HEAD", cache: "no-store" }).catch(() => null)
  return response?.ok === true
}
