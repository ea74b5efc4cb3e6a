"use client"

import { Problem } from "@/app/_ui/content/problem"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { importUnasked } from "@/app/organisations/import/actions"
import { useAnswer } from "@/app/sudo/use-answer"

/** For what was handed over by an installation that is gone. */
export function UnaskedForm({ importId, address }: { importId: string; address: string }) {
  const [answer, begin] = useAnswer(importUnasked)
  return (
    <div className="mt-2 grid justify-items-start gap-2">
      <ConfirmDialog
        label="Import without asking"
        size="sm"
        tone="danger-outline"
        title="Import without asking the old installation?"
        typed="gone for good"
        fields={{ importId }}
        action={begin}
      >
        <p>
          Do this only if <strong>{address}</strong> will never run again. If it does, and somebody
          takes the sign-in back there, each installation can break the sign-in for the other.
        </p>
      </ConfirmDialog>
      <Problem text={answer === null || answer.kind === "done" ? null : answer.text} />
    </div>
  )
}
