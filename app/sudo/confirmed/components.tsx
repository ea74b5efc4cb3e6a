"use client"

import { useEffect } from "react"
import { PROVEN_CHANNEL } from "@/app/sudo/proven-channel"

/** Tells the tab that waits that its member is confirmed, and closes this one where the browser lets it. */
export function TellDialog() {
  useEffect(() => {
    const channel = new BroadcastChannel(PROVEN_CHANNEL)
    channel.postMessage(null)
    channel.close()
    window.close()
  }, [])
  return null
}
