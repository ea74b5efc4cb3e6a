"use client"

import { useEffect } from "react"
import { Button } from "@/app/_ui/forms/button"
import { PROVEN_CHANNEL } from "@/app/sudo/proven-channel"

const FORM = "sso-proof"

/** Leads to the issuer in a tab of its own, so that what was typed here stays; that tab tells when it is done. */
export function SsoProof({ name, onProven }: { name: string; onProven: () => void }) {
  useEffect(() => {
    const channel = new BroadcastChannel(PROVEN_CHANNEL)
    channel.onmessage = onProven
    return () => channel.close()
  }, [onProven])
  return (
    <Button type="submit" size="sm" form={FORM}>
      Confirm with {name}
    </Button>
  )
}

/** What that button sends: a form cannot stand in another one. */
export function SsoProofForm() {
  return <form id={FORM} method="post" action="/sudo/sso" target="_blank" rel="noopener" />
}
