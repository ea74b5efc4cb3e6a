"use client"

import { useEffect } from "react"

// What people do with a page and scanners of mails do not.
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const

/**
 * Says once that a person has the page before them, at their first touch of it. The browser keeps the token from then on, and
 * it leaves the address.
 */
export function Opened({ token, path }: { token: string; path: string }) {
  useEffect(() => {
    const listening = new AbortController()
    const { signal } = listening
    async function tell(): Promise<void> {
      listening.abort()
      const body = new URLSearchParams({ token })
      const answer = await fetch("/connect/opened", { method: "POST", body }).catch(() => null)
      if (answer?.ok) window.history.replaceState(null, "", path)
    }
    for (const touch of TOUCHES) window.addEventListener(touch, tell, { signal, passive: true })
    return () => listening.abort()
  }, [token, path])
  return null
}
