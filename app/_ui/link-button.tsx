import Link from "next/link"
import type { ComponentProps, ReactNode } from "react"
import { type ButtonSize, type ButtonTone, buttonLook } from "@/app/_ui/button-look"

/** A link that looks like a button: it goes somewhere, it does nothing. */
export function LinkButton({
  tone = "secondary",
  size = "md",
  icon,
  className,
  children,
  ...rest
}: LinkButtonProps) {
  return (
    <Link {...rest} className={buttonLook(tone, size, className)}>
      {icon}
      {children}
    </Link>
  )
}

type LinkButtonProps = ComponentProps<typeof Link> & {
  tone?: ButtonTone
  size?: ButtonSize
  icon?: ReactNode
}
