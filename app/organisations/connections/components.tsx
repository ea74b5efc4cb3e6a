"use client"

import { RefreshCw } from "lucide-react"
import { type ReactNode, useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { SubmitButton } from "@/app/_ui/forms/button"
import { BareSelect, type SelectOption } from "@/app/_ui/forms/select"
import {
  type CountedAnswer,
  choosePlan,
  countNow,
  endChosen,
} from "@/app/organisations/connections/actions"
import { useSudo } from "@/app/sudo/components"

/** Asks Xero now. */
export function CountNow() {
  const [answer, setAnswer] = useState<CountedAnswer | null>(null)
  async function count(): Promise<void> {
    setAnswer(await countNow())
  }
  return (
    <form action={count} className="flex flex-wrap items-center gap-3">
      <Told answer={answer} />
      <SubmitButton icon={<RefreshCw aria-hidden />}>Ask Xero now</SubmitButton>
    </form>
  )
}

/** Which plan the app has; stored as soon as it is chosen. */
export function PlanChoice({ plan, options }: { plan: string; options: SelectOption[] }) {
  return (
    <form action={choosePlan} className="flex flex-wrap items-center gap-2">
      <BareSelect
        aria-label="Plan"
        name="plan"
        defaultValue={plan}
        options={options}
        className="w-72 max-w-full"
      />
      <SubmitButton size="sm">Save</SubmitButton>
    </form>
  )
}

/** The list, of which some rows can be ticked and ended together. */
export function EndForm({ children }: { children: ReactNode }) {
  const sudo = useSudo()
  const [answer, setAnswer] = useState<CountedAnswer | null>(null)
  async function end(form: FormData): Promise<void> {
    setAnswer(await sudo(endChosen)(form))
  }
  return (
    <form action={end} className="grid gap-3">
      {children}
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton tone="danger">Disconnect what is ticked in Xero</SubmitButton>
        <Told answer={answer} />
      </div>
    </form>
  )
}

function Told({ answer }: { answer: CountedAnswer | null }) {
  if (answer === null || answer.kind === "done")
    return (
      <p role="status" className="text-[0.8125rem] text-muted">
        {answer?.text}
      </p>
    )
  return <Problem text={answer.text} />
}
