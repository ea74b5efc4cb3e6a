"use client"

import { createContext, type ReactNode, use, useState } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { Button } from "@/app/_ui/forms/button"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import { Dialog, DialogActions } from "@/app/_ui/overlays/dialog"

const GivenContext = createContext<(given: Given) => void>(() => undefined)

/**
 * Holds the one dialog that shows a new link's address, once. It stands above the pages, because what asked for the link may
 * leave its page when that is drawn anew.
 */
export function GivenAddressProvider({ children }: { children: ReactNode }) {
  const [given, setGiven] = useState<Given | null>(null)
  const close = () => setGiven(null)
  return (
    <GivenContext value={setGiven}>
      {children}
      <Dialog open={given !== null} onClose={close} title="Copy this link now">
        <Banner tone="success" title="You cannot see it again" quiet>
          <CopyableId text={given?.address ?? ""} what="the link" />
          <p className="text-[0.8125rem]">
            {given?.isMailed ? "It also goes to its recipient by e-mail. " : ""}Whoever opens it can
            give one consent at Xero, and nothing else. An older address of this link no longer
            works.
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
export function useGivenAddress(): (given: Given) => void {
  return use(GivenContext)
}

type Given = { address: string; isMailed: boolean }
