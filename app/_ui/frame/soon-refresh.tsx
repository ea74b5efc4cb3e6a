"use client"

import { useRouter } from "next/navigation"
import { startTransition, useEffect } from "react"

const EVERY_MILLISECONDS = 2_000

/** Looks again every two seconds, for as long as it is on the page: something is about to end. Works without scripts too. */
export function SoonRefresh() {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => startTransition(() => router.refresh()), EVERY_MILLISECONDS)
    return () => clearInterval(timer)
  }, [router])
  return (
    <noscript>
      <meta httpEquiv="refresh" content="3" />
    </noscript>
  )
}
