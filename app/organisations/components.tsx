"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { SubmitButton } from "@/app/_ui/forms/button"
import { BareSelect, type SelectOption } from "@/app/_ui/forms/select"
import type { Answer } from "@/app/_words/operation-text"
import { decideOffer } from "@/app/organisations/actions"

/** Sorting for screens too narrow for the column headings. */
export function SortChoice({ value, options }: { value: string; options: SelectOption[] }) {
  const router = useRouter()
  return (
    <BareSelect
      aria-label="Sort by"
      className="w-52 md:hidden"
      value={value}
      options={options}
      onChange={(event) => router.replace(event.target.value, { scroll: false })}
    />
  )
}

/** Keep or undo the organisations that a reconnect of another one connected. */
export function OfferDecision({ consentId }: { consentId: string }) {
  const [answer, setAnswer] = useState<Answer | null>(null)
  async function decide(form: FormData): Promise<void> {
    setAnswer(await decideOffer(form))
  }
  return (
    <>
      {(["keep", "undo"] as const).map((decision) => (
        <form key={decision} action={decide}>
          <input type="hidden" name="consentId" value={consentId} />
          <input type="hidden" name="decision" value={decision} />
          <SubmitButton size="sm" tone={decision === "keep" ? "primary" : "secondary"}>
            {decision === "keep" ? "Keep" : "Undo"}
          </SubmitButton>
        </form>
      ))}
      {answer && answer.tone !== "success" ? (
        <p role="alert" className="text-danger">
          {answer.title}. {answer.text}
        </p>
      ) : null}
    </>
  )
}
