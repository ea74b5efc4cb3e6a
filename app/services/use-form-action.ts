"use client"

import { type FormEvent, useCallback, useState, useTransition } from "react"
import type { ServiceAnswer } from "@/app/services/actions"
import { useSudo } from "@/app/sudo/components"

/**
 * Sends a form to an action without a browser post, so that the fields keep their values, and a secret in the answer
 * exists only in this page's memory: neither going back nor reloading shows it again.
 */
export function useFormAction(action: (form: FormData) => Promise<ServiceAnswer>): Asking {
  const sudo = useSudo()
  const [answer, setAnswer] = useState<ServiceAnswer | null>(null)
  const [pending, startTransition] = useTransition()

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    if (pending) return
    const form = new FormData(event.currentTarget)
    startTransition(async () => setAnswer(await sudo(action)(form)))
  }
  const forget = useCallback(() => setAnswer(null), [])
  return { answer, pending, submit, forget }
}

type Asking = {
  answer: ServiceAnswer | null
  pending: boolean
  submit: (event: FormEvent<HTMLFormElement>) => void
  forget: () => void
}
