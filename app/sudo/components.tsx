"use client"

import {
  createContext,
  type FormEvent,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react"
import { Button } from "@/app/_ui/forms/button"
import { Field } from "@/app/_ui/forms/field"
import { Dialog, DialogActions } from "@/app/_ui/overlays/dialog"
import { prove } from "@/app/sudo/actions"

const SudoContext = createContext<() => Promise<boolean>>(async () => false)

/** Holds the one dialog in which a member proves who they are. */
export function SudoProvider({ children }: { children: ReactNode }) {
  const [waiting, setWaiting] = useState<Waiting[]>([])
  const ask = useCallback(
    () => new Promise<boolean>((resolve) => setWaiting((before) => [...before, resolve])),
    [],
  )
  function end(proven: boolean): void {
    for (const resolve of waiting) resolve(proven)
    setWaiting([])
  }
  return (
    <SudoContext value={ask}>
      {children}
      <Dialog open={waiting.length > 0} onClose={() => end(false)} title="Confirm that it is you">
        <ProofForm onProven={() => end(true)} onCancel={() => end(false)} />
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

// No transition, and no button that asks for the form's status: both are pending until the action that waits here has ended.
function ProofForm({ onProven, onCancel }: ProofFormProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (problem !== null && !pending) ref.current?.select()
  }, [problem, pending])
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    if (pending) return
    setPending(true)
    const found = await prove(new FormData(event.currentTarget)).catch(() => UNREACHABLE)
    setPending(false)
    setProblem(found)
    if (found === null) onProven()
  }
  return (
    <form method="post" onSubmit={submit} className="grid gap-4" noValidate>
      <p className="text-muted">
        This changes who has access. You are not asked again in this browser for 10 minutes.
      </p>
      <Field
        ref={ref}
        label="Your password"
        name="password"
        type="password"
        autoComplete="current-password"
        maxLength={1000}
        error={problem ?? undefined}
      />
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" pending={pending}>
          Confirm
        </Button>
      </DialogActions>
    </form>
  )
}

const UNREACHABLE = "Tenantry does not answer. Try again in a moment."

function isSudoNeeded(answer: unknown): boolean {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "kind" in answer &&
    answer.kind === "sudo_needed"
  )
}

type Waiting = (proven: boolean) => void
type ProofFormProps = { onProven: () => void; onCancel: () => void }
type Guard = <G extends unknown[], A>(
  action: (...given: G) => Promise<A>,
) => (...given: G) => Promise<A>
