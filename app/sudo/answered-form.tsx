"use client"

import type { ReactNode } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { SubmitButton } from "@/app/_ui/forms/button"
import { HiddenFields } from "@/app/_ui/forms/hidden-fields"
import { useAnswer } from "@/app/sudo/use-answer"

/** One button; why nothing came of it stands under it. */
export function AnsweredForm({ action, fields = {}, size, icon, children }: AnsweredFormProps) {
  const [answer, act] = useAnswer(action)
  return (
    <form action={act} className="grid justify-items-start gap-1.5">
      <HiddenFields of={fields} />
      <SubmitButton size={size} icon={icon}>
        {children}
      </SubmitButton>
      <Problem text={answer?.problem ?? null} />
    </form>
  )
}

type AnsweredFormProps = {
  action: (form: FormData) => Promise<{ problem: string | null }>
  fields?: Record<string, string>
  size?: "sm" | "md"
  icon?: ReactNode
  children: ReactNode
}
