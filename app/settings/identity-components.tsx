"use client"

import { Problem } from "@/app/_ui/content/problem"
import { SubmitButton } from "@/app/_ui/forms/button"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { addIdentity, removeIdentity } from "@/app/settings/identity-actions"
import { useAnswer } from "@/app/sudo/use-answer"

/** Leads to the issuer, and adds whoever signs in there. */
export function AddIdentity({ name }: { name: string }) {
  const [answer, add] = useAnswer(addIdentity)
  return (
    <form action={() => add()} className="grid gap-2">
      <p className="text-muted">Sign in with {name} instead of a password.</p>
      <span>
        <SubmitButton>Add {name}</SubmitButton>
      </span>
      <Problem text={answer?.problem ?? null} />
    </form>
  )
}

/** Takes the issuer away after a question. */
export function RemoveIdentity({ identityId, issuer }: RemoveIdentityProps) {
  const [answer, remove] = useAnswer(removeIdentity)
  return (
    <div className="grid justify-items-start gap-2">
      <ConfirmDialog
        label="Remove"
        size="sm"
        title={`Remove ${issuer}?`}
        fields={{ identityId }}
        action={remove}
      >
        <p>You can no longer sign in there. Your other browsers that did are signed out.</p>
      </ConfirmDialog>
      <Problem text={answer?.problem ?? null} />
    </div>
  )
}

type RemoveIdentityProps = { identityId: string; issuer: string }
