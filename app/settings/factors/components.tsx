"use client"

import { KeyRound, Smartphone } from "lucide-react"
import { useRouter } from "next/navigation"
import { type ReactNode, useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { Question } from "@/app/_ui/content/question"
import { Button } from "@/app/_ui/forms/button"
import { useRun } from "@/app/_ui/forms/use-run"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { Dialog, DialogActions } from "@/app/_ui/overlays/dialog"
import { AppForm } from "@/app/factors/app-form"
import { PasskeyForm } from "@/app/factors/passkey-form"
import { RecoveryCodes } from "@/app/factors/recovery-codes"
import { Trouble } from "@/app/factors/trouble"
import * as actions from "@/app/settings/factors/actions"
import { useSudo } from "@/app/sudo/components"
import { useAnswer } from "@/app/sudo/use-answer"

/** Adds a passkey or an authenticator app, each in a dialog. */
export function AddFactor({ canMakePasskeys }: { canMakePasskeys: boolean }) {
  const [adding, setAdding] = useState<"passkey" | "app" | null>(null)
  const router = useRouter()
  const sudo = useSudo()
  function close(): void {
    setAdding(null)
    router.refresh()
  }
  const after = (codes: string[] | null) => <Added codes={codes} onClose={close} />
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        size="sm"
        icon={<KeyRound />}
        disabled={!canMakePasskeys}
        onClick={() => setAdding("passkey")}
      >
        Add a passkey
      </Button>
      <Button size="sm" icon={<Smartphone />} onClick={() => setAdding("app")}>
        Add an authenticator app
      </Button>
      <Dialog open={adding !== null} onClose={close} title={TITLES[adding ?? "passkey"]}>
        {adding === "app" ? (
          <AppForm action={sudo(actions.setUpApp)} after={after} />
        ) : (
          <PasskeyForm
            start={sudo(actions.startPasskey)}
            add={sudo(actions.addPasskey)}
            after={after}
          />
        )}
      </Dialog>
    </div>
  )
}

/** Removes a second factor after a question; `children` say what that means. */
export function RemoveFactor({ what, factorId, name, children }: RemoveFactorProps) {
  const [answer, remove] = useAnswer(actions.removeFactor)
  return (
    <div className="grid justify-items-end gap-1.5">
      <ConfirmDialog
        label="Remove"
        size="sm"
        title={<Question verb="Remove" name={name} />}
        action={remove}
        fields={{ what, factorId }}
      >
        {children}
      </ConfirmDialog>
      <Problem text={answer !== null && "text" in answer ? answer.text : null} />
    </div>
  )
}

/** Makes new recovery codes and shows them once. */
export function NewRecoveryCodes() {
  const [answer, setAnswer] = useState<actions.CodesAnswer | null>(null)
  const [pending, run] = useRun()
  const router = useRouter()
  const sudo = useSudo()
  function close(): void {
    setAnswer(null)
    router.refresh()
  }
  return (
    <>
      <Button
        size="sm"
        pending={pending}
        onClick={() => run(sudo(actions.makeRecoveryCodes), setAnswer)}
      >
        Make new recovery codes
      </Button>
      {answer !== null && answer.kind !== "made" ? <Trouble text={answer.text} /> : null}
      <Dialog open={answer?.kind === "made"} held onClose={close} title="New recovery codes">
        <Added codes={answer?.kind === "made" ? answer.codes : null} onClose={close} />
      </Dialog>
    </>
  )
}

function Added({ codes, onClose }: { codes: string[] | null; onClose: () => void }) {
  return (
    <>
      {codes === null ? (
        <p>You can sign in with it from now on.</p>
      ) : (
        <RecoveryCodes codes={codes} />
      )}
      <DialogActions>
        <Button tone="primary" onClick={onClose}>
          {codes === null ? "Close" : "I have stored them"}
        </Button>
      </DialogActions>
    </>
  )
}

const TITLES = { passkey: "Add a passkey", app: "Add an authenticator app" }

type RemoveFactorProps = {
  what: "passkey" | "code_app"
  factorId: string
  name: string
  children: ReactNode
}
