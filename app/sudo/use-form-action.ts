"use client"

import { type FormEvent, useCallback, useState, useTransition } from "react"
import { useSudo } from "@/app/sudo/components"

/**
 * Sends a form to an action without a browser post, so that the fields keep their values, and a secret in the answer
 * exists only in this page's memory: neither going back nor reloading shows it again. The button that was pressed travels
 * with the form. `onAnswer`: what follows at once.
 */
export function useFormAction<A extends AnyAnswer>(
  action: (form: FormData) => Promise<A>,
  onAnswer?: (answer: A) => void,
): FormState<A> {
  const sudo = useSudo()
  const [answer, setAnswer] = useState<A | null>(null)
  const [pending, startTransition] = useTransition()

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    if (pending) return
    const { submitter } = event.nativeEvent as SubmitEvent
    const form = new FormData(event.currentTarget, submitter)
    startTransition(async () => {
      const given = await sudo(action)(form)
      setAnswer(given)
      onAnswer?.(given)
    })
  }
  const forget = useCallback(() => setAnswer(null), [])
  return { answer, formErrors: answer?.formErrors ?? {}, pending, submit, forget }
}

type AnyAnswer = { kind: string; formErrors?: FormErrors }
type FormErrors = Partial<Record<string, string>>
type FormState<A> = {
  /** The last one. */
  answer: A | null
  /** What is wrong with the fields, by name. */
  formErrors: FormErrors
  pending: boolean
  submit: (event: FormEvent<HTMLFormElement>) => void
  forget: () => void
}
