"use client"

import { useEffect } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { Button } from "@/app/_ui/forms/button"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import { Dialog, DialogActions } from "@/app/_ui/overlays/dialog"

/**
 * A new client secret, shown only once. The dialog closes only when the reader confirms that it is stored. Loading
 * another page asks first, going back is blocked, and leaving the page forgets the secret.
 */
export function NewSecret({ serviceId, clientSecret, tokenUrl, onStored }: NewSecretProps) {
  useHeldPage(onStored)
  return (
    <Dialog open held onClose={onStored} title="Store the client secret now">
      <Banner tone="warning" title="You cannot see it again" quiet>
        Tenantry stores only a digest. Put the secret where your program keeps its secrets. Anyone
        who has it can fetch access tokens.
      </Banner>
      <dl className="grid gap-3">
        <Part name="Client id" text={serviceId} what="the client id" />
        <Part name="Client secret" text={clientSecret} what="the client secret" />
        <Part name="Token URL" text={tokenUrl} what="the token URL" />
      </dl>
      <DialogActions>
        <Button tone="primary" onClick={onStored}>
          I have stored it
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Part({ name, text, what }: { name: string; text: string; what: string }) {
  return (
    <div className="grid gap-0.5 rounded-lg bg-sunken px-3 py-2">
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="min-w-0">
        <CopyableId text={text} what={what} />
      </dd>
    </div>
  )
}

function useHeldPage(forget: () => void): void {
  useEffect(() => {
    const ask = (event: Event) => event.preventDefault()
    window.addEventListener("beforeunload", ask)
    window.addEventListener("pagehide", forget)
    const held = "navigation" in window ? window.navigation : null
    held?.addEventListener("navigate", stayOnPage)
    return () => {
      window.removeEventListener("beforeunload", ask)
      window.removeEventListener("pagehide", forget)
      held?.removeEventListener("navigate", stayOnPage)
    }
  }, [forget])
}

// Going back or forward within the app loads no page, so the browser does not ask.
function stayOnPage(event: NavigateEvent): void {
  if (event.navigationType === "traverse" && event.cancelable) event.preventDefault()
}

type NewSecretProps = {
  serviceId: string
  clientSecret: string
  tokenUrl: string
  onStored: () => void
}
