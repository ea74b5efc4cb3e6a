"use client"

import { type FormEvent, type ReactNode, useEffect, useState } from "react"
import { SubmitButton } from "@/app/_ui/forms/button"
import type { ButtonSize, ButtonTone } from "@/app/_ui/forms/button-look"
import { HiddenFields } from "@/app/_ui/forms/hidden-fields"

/**
 * One button that posts to a route outside the pages, and works without scripts. It spins until the browser leaves,
 * stops when the browser comes back to the page as it was, and swallows a second press.
 */
export function PostForm({ action, fields = {}, before, children, ...look }: PostFormProps) {
  const [pending, setPending] = useState(false)
  useEffect(() => {
    const stop = () => setPending(false)
    window.addEventListener("pageshow", stop)
    return () => window.removeEventListener("pageshow", stop)
  }, [])

  function submit(event: FormEvent<HTMLFormElement>): void {
    if (pending) event.preventDefault()
    else setPending(true)
  }
  return (
    <form method="post" action={action} onSubmit={submit} className="contents">
      <HiddenFields of={fields} />
      {before}
      <SubmitButton {...look} pending={pending}>
        {children}
      </SubmitButton>
    </form>
  )
}

type PostFormProps = {
  action: string
  fields?: Record<string, string>
  /** A choice beside the button. */
  before?: ReactNode
  tone?: ButtonTone
  size?: ButtonSize
  icon?: ReactNode
  disabled?: boolean
  children: ReactNode
}
