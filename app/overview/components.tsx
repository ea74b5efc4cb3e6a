"use client"

import { SubmitButton } from "@/app/_ui/forms/button"
import { refreshNow } from "@/app/organisations/[tenantId]/actions"
import { useAnswer } from "@/app/sudo/use-answer"

/** Refreshes the consent behind one organisation, and says so where that failed. */
export function RefreshButton({ tenantId, disabled }: { tenantId: string; disabled: boolean }) {
  const [answer, send] = useAnswer(refreshNow)
  return (
    <form action={send} className="grid justify-items-start gap-1">
      <input type="hidden" name="tenantId" value={tenantId} />
      <SubmitButton size="sm" disabled={disabled}>
        Refresh now
      </SubmitButton>
      {answer && answer.tone !== "success" ? (
        <p role="alert" className="max-w-xs text-[0.8125rem] text-danger">
          {answer.title}. {answer.text}
        </p>
      ) : null}
    </form>
  )
}
