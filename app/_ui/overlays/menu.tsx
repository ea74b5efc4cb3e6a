"use client"

import { Check } from "lucide-react"
import { DropdownMenu } from "radix-ui"
import type { ComponentProps, ReactNode } from "react"
import { cx } from "@/app/_ui/content/cx"

const ITEM =
  "flex min-h-8 select-none items-center gap-2.5 rounded-md px-2.5 py-1.5 text-sm outline-none " +
  "data-disabled:opacity-50 data-highlighted:bg-hover data-highlighted:ring-1 data-highlighted:ring-line [&_svg]:size-4 [&_svg]:shrink-0"

/** A menu behind a button. Not modal, because a modal one injects styles that the policy refuses. */
export function Menu({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 min-w-56 max-w-[calc(100vw-1rem)] rounded-xl border bg-raised p-1.5 shadow-float"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** An action in the menu. */
export function MenuItem({ className, ...rest }: ComponentProps<typeof DropdownMenu.Item>) {
  return <DropdownMenu.Item {...rest} className={cx(ITEM, className)} />
}

/** A choice inside `MenuChoice`. */
export function MenuChoiceItem({ value, icon, children }: MenuChoiceItemProps) {
  return (
    <DropdownMenu.RadioItem value={value} className={ITEM}>
      {icon}
      <span className="flex-1">{children}</span>
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden className="text-accent" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  )
}

/** A labelled choice among `MenuChoiceItem`s. */
export function MenuChoice({ label, value, onChange, children }: MenuChoiceProps) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChange} aria-label={label}>
      <DropdownMenu.Label className="px-2.5 pt-1.5 pb-1 text-muted text-xs">
        {label}
      </DropdownMenu.Label>
      {children}
    </DropdownMenu.RadioGroup>
  )
}

/** A line between groups. */
export function MenuLine() {
  return <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
}

type MenuChoiceItemProps = { value: string; icon?: ReactNode; children: ReactNode }
type MenuChoiceProps = {
  label: string
  value: string
  onChange: (value: string) => void
  children: ReactNode
}
