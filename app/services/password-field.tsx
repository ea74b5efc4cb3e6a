"use client"

import { useEffect, useRef } from "react"
import { Field } from "@/app/_ui/forms/field"

/** The member's own password, asked for again before a change gives access. `attention` moves the focus there. */
export function PasswordField({ hint, error, attention = false }: PasswordFieldProps) {
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!attention && error === undefined) return
    ref.current?.select()
    ref.current?.focus()
  }, [attention, error])
  return (
    <Field
      ref={ref}
      label="Your password"
      name="password"
      type="password"
      autoComplete="current-password"
      maxLength={1000}
      hint={hint}
      error={error}
    />
  )
}

type PasswordFieldProps = { hint: string; error: string | undefined; attention?: boolean }
