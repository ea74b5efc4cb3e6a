"use client"

import { createContext, type ReactNode, use, useState } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { Button } from "@/app/_ui/forms/button"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import { Dialog, DialogActions } from "@/app/_ui/overlays/dialog"

const GivenContext = createContext<(address: string) => void>(() => undefined)

/**
 * Holds the one dialog that shows a new link's address, once. It stands above the pages, because what asked for the link may
 * leave its page when that is drawn anew.
 */
export function GivenAddressProvider({ children }: { children: ReactNode }) {
  const [address, setAddress] = useState<string | null>(null)
  const close = () => setAddress(null)
  return (
    <GivenContext value={setAddress}>
      {children}
      <Dialog open={address !== null} onClose={close} title="Copy this link now">
        <Banner tone="success" title="You cannot see it again" quiet>
          <CopyableId text={address ?? ""} what="the link" />
          <p className="text-[0.8125rem]">
            Whoever opens it can give one consent at Xero, and nothing else. An older address of the
            same link works no more.
          </p>
        </Banner>
        <DialogActions>
          <Button tone="primary" onClick={close}>
            Done
          </Button>
        </DialogActions>
      </Dialog>
    </GivenContext>
  )
}

/** Shows a new link's address. */
export function useGivenAddress(): (address: string) => void {
  return use(GivenContext)
}
