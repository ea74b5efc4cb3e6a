"use client"

import { createContext, type ReactNode, use, useCallback, useState } from "react"
import { Dialog } from "@/app/_ui/overlays/dialog"

const SudoContext = createContext<() => Promise<boolean>>(async () => false)

/** Holds the one dialog in which a member proves who they are. */
export function SudoProvider({ children }: { children: ReactNode }) {
  const [waiting, setWaiting] = useState<Waiting[]>([])
  const [forms, setForms] = useState<Forms | null>(null)
  const ask = useCallback(async () => {
    // Most pages ask nobody, so the forms come when they are needed.
    setForms(await loadForms())
    return new Promise<boolean>((resolve) => setWaiting((before) => [...before, resolve]))
  }, [])
  function end(proven: boolean): void {
    for (const resolve of waiting) resolve(proven)
    setWaiting([])
  }
  return (
    <SudoContext value={ask}>
      {children}
      <Dialog open={waiting.length > 0} onClose={() => end(false)} title="Confirm that it is you">
        {forms === null ? null : (
          <>
            <forms.SsoProofForm />
            <forms.ProofForm onProven={() => end(true)} onCancel={() => end(false)} />
          </>
        )}
      </Dialog>
    </SudoContext>
  )
}

/**
 * Wraps an action: where it answers `sudo_needed`, the member is asked who they are, and then it runs again with what was
 * entered. Who cancels gets that answer.
 */
export function useSudo(): Guard {
  const ask = use(SudoContext)
  return useCallback(
    (action) =>
      async (...given) => {
        let answer = await action(...given)
        while (isSudoNeeded(answer) && (await ask())) answer = await action(...given)
        return answer
      },
    [ask],
  )
}

async function loadForms() {
  const [proof, sso] = await Promise.all([import("./proof-form"), import("./sso-proof")])
  return { ProofForm: proof.ProofForm, SsoProofForm: sso.SsoProofForm }
}

function isSudoNeeded(answer: unknown): boolean {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "kind" in answer &&
    answer.kind === "sudo_needed"
  )
}

type Forms = Awaited<ReturnType<typeof loadForms>>
type Waiting = (proven: boolean) => void
type Guard = <G extends unknown[], A>(
  action: (...given: G) => Promise<A>,
) => (...given: G) => Promise<A>
