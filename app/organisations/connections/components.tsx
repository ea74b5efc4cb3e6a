"use client"

import { RefreshCw } from "lucide-react"
import type { ReactNode } from "react"
import { AnswerLine } from "@/app/_ui/content/answer-line"
import { SubmitButton } from "@/app/_ui/forms/button"
import { BareSelect, type SelectOption } from "@/app/_ui/forms/select"
import { choosePlan, countNow, endChosen } from "@/app/organisations/connections/actions"
import { useAnswer } from "@/app/sudo/use-answer"
import { useFormAction } from "@/app/sudo/use-form-action"

/** Asks Xero now. */
export function CountNow() {
  const [answer, count] = useAnswer(countNow)
  return (
    <form action={() => count()} className="flex flex-wrap items-center gap-3">
      <AnswerLine answer={answer} />
      <SubmitButton icon={<RefreshCw />}>Ask Xero now</SubmitButton>
    </form>
  )
}

/** Which plan the app has. */
export function PlanChoice({ plan, options }: { plan: string | null; options: SelectOption[] }) {
  const { answer, pending, submit } = useFormAction(choosePlan)
  return (
    <form method="post" onSubmit={submit} className="flex flex-wrap items-center gap-2">
      <BareSelect
        key={plan}
        aria-label="Plan"
        name="plan"
        required
        defaultValue={plan ?? ""}
        options={plan === null ? [NO_PLAN, ...options] : options}
        className="w-72 max-w-full"
      />
      <SubmitButton size="sm" pending={pending}>
        Save
      </SubmitButton>
      <AnswerLine answer={answer} />
    </form>
  )
}

const NO_PLAN = { value: "", label: "Choose your plan" }

/** The list, of which some rows can be ticked and ended together. */
export function EndForm({ children, canTick }: { children: ReactNode; canTick: boolean }) {
  const { answer, pending, submit } = useFormAction(endChosen)
  return (
    <form method="post" onSubmit={submit} className="grid gap-3">
      {children}
      <div className="flex flex-wrap items-center gap-3">
        {canTick ? (
          <SubmitButton tone="danger" pending={pending}>
            Disconnect the ticked ones in Xero
          </SubmitButton>
        ) : null}
        <AnswerLine answer={answer} />
      </div>
    </form>
  )
}
