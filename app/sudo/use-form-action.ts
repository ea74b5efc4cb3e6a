"use client"

import { type FormEvent, useCallback, useState } from "react"
import { useRun } from "@/app/_ui/forms/use-run"
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
  const [pending, run] = useRun()

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    if (pending) return
    const { submitter } = event.nativeEvent as SubmitEvent
    const form = new FormData(event.currentTarget, submitter)
    const show = (given: A) => {
      setAnswer(given)
      onAnswer?.(given)
    }
    run(() => sudo(action)(form), show)
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
