"use client"

import { LoaderCircle } from "lucide-react"
import type { ComponentProps, MouseEvent, ReactNode } from "react"
import { useFormStatus } from "react-dom"
import { type ButtonSize, type ButtonTone, buttonLook } from "@/app/_ui/forms/button-look"

/** A button. While `pending` it spins, keeps the focus and swallows presses. */
export function Button({
  tone = "secondary",
  size = "md",
  pending = false,
  icon,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  function press(event: MouseEvent<HTMLButtonElement>): void {
    if (pending) event.preventDefault()
    else onClick?.(event)
  }
  return (
    <button
      {...rest}
      type={type}
      className={buttonLook(tone, size, className)}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={press}
    >
      {pending ? <LoaderCircle className="animate-spin" /> : icon}
      {children}
    </button>
  )
}

/** Submits the form around it and shows that the form's action runs. `pending` adds to that where a form posts natively. */
export function SubmitButton({ pending = false, ...rest }: ButtonProps) {
  const status = useFormStatus()
  return <Button {...rest} type="submit" pending={pending || status.pending} />
}

export type ButtonProps = ComponentProps<"button"> & {
  tone?: ButtonTone
  size?: ButtonSize
  pending?: boolean
  icon?: ReactNode
}
