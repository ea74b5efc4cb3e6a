"use client"

import { type ReactNode, useState } from "react"
import { SubmitButton } from "@/app/_ui/forms/button"
import type { ButtonTone } from "@/app/_ui/forms/button-look"
import type { Answer } from "@/app/_words/operation-text"
import { decideOffer, replaceAuthoriser } from "@/app/organisations/actions"
import { useSudo } from "@/app/sudo/components"

/**
 * Keep or undo the organisations that a reconnect of another one connected; where another Xero user reached its own
 * organisation, they may also take the place of those before.
 */
export function OfferDecision({ consentId, isAuthoriser }: OfferDecisionProps) {
  const [answer, setAnswer] = useState<Answer | null>(null)
  const sudo = useSudo()
  async function decide(form: FormData): Promise<void> {
    setAnswer(await decideOffer(form))
  }
  return (
    <>
      <Decision consentId={consentId} decision="keep" action={decide} tone="primary">
        {isAuthoriser ? "Add" : "Keep"}
      </Decision>
      {isAuthoriser ? (
        <Decision
          consentId={consentId}
          action={async (form) => setAnswer(await sudo(replaceAuthoriser)(form))}
        >
          Replace
        </Decision>
      ) : null}
      <Decision consentId={consentId} decision="undo" action={decide}>
        Undo
      </Decision>
      {answer && answer.tone !== "success" ? (
        <p role="alert" className="text-danger">
          {answer.title}. {answer.text}
        </p>
      ) : null}
    </>
  )
}

function Decision({ consentId, decision, action, tone, children }: DecisionProps) {
  return (
    <form action={action}>
      <input type="hidden" name="consentId" value={consentId} />
      {decision ? <input type="hidden" name="decision" value={decision} /> : null}
      <SubmitButton size="sm" tone={tone ?? "secondary"}>
        {children}
      </SubmitButton>
    </form>
  )
}

type OfferDecisionProps = { consentId: string; isAuthoriser: boolean }
type DecisionProps = {
  consentId: string
  decision?: "keep" | "undo"
  action: (form: FormData) => Promise<void>
  tone?: ButtonTone
  children: ReactNode
}
