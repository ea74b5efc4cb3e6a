import type { ComponentProps, ReactNode } from "react"
import { type ButtonSize, type ButtonTone, buttonLook } from "@/app/_ui/forms/button-look"
import { PageLink } from "@/app/_ui/frame/page-link"

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
    <PageLink {...rest} className={buttonLook(tone, size, className)}>
      {icon}
      {children}
    </PageLink>
  )
}

type LinkButtonProps = ComponentProps<typeof PageLink> & {
  tone?: ButtonTone
  size?: ButtonSize
  icon?: ReactNode
}
