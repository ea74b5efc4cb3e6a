"use client"

import { KeyRound, Pause, Play } from "lucide-react"
import { Problem } from "@/app/_ui/content/problem"
import { SubmitButton } from "@/app/_ui/forms/button"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { pauseReseal, startReseal } from "@/app/settings/keys/actions"
import { useAnswer } from "@/app/sudo/use-answer"

/** Begins the sealing anew. */
export function StartReseal({ keyId }: { keyId: string }) {
  const [answer, start] = useAnswer(startReseal)
  return (
    <div className="grid justify-items-start gap-2">
      <ConfirmDialog
        label={`Seal everything with ${keyId}`}
        icon={<KeyRound />}
        title={`Seal everything with ${keyId}?`}
        confirmLabel="Begin"
        action={() => start()}
      >
        <p>
          It runs in the background, at half speed, and you can pause it. Every keeper must have{" "}
          {keyId} in VAULT_KEYS by now: one that lacks it could no longer open what is stored.
        </p>
      </ConfirmDialog>
      <Problem text={answer?.text ?? null} />
    </div>
  )
}

/** Pauses the sealing anew, or resumes it. */
export function PauseReseal({ isPaused }: { isPaused: boolean }) {
  const [answer, pause] = useAnswer(pauseReseal)
  return (
    <form action={pause} className="grid justify-items-start gap-2">
      <input type="hidden" name="isPaused" value={String(!isPaused)} />
      <SubmitButton size="sm" icon={isPaused ? <Play /> : <Pause />}>
        {isPaused ? "Resume" : "Pause"}
      </SubmitButton>
      <Problem text={answer?.text ?? null} />
    </form>
  )
}
