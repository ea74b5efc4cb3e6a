"use client"

import { Name } from "@/app/_ui/content/name"
import { Problem } from "@/app/_ui/content/problem"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { removeFactorsOf } from "@/app/settings/members/actions"
import { useAnswer } from "@/app/sudo/use-answer"

/** Takes all second factors from a member who has lost theirs, after a question. */
export function FactorsButton({ memberId, name }: { memberId: string; name: string }) {
  const [answer, remove] = useAnswer(removeFactorsOf)
  return (
    <div className="grid gap-1.5">
      <ConfirmDialog
        label="Remove second factors"
        size="sm"
        title={
          <>
            Remove the second factors of <Name>{name}</Name>?
          </>
        }
        confirmLabel="Remove"
        action={remove}
        fields={{ memberId }}
      >
        <p>
          Do this only if they have lost them, and you are sure that the request comes from them.
          Then their password alone signs them in. If their role needs a second factor, they set one
          up at their next sign-in.
        </p>
      </ConfirmDialog>
      <Problem text={answer?.problem ?? null} />
    </div>
  )
}
