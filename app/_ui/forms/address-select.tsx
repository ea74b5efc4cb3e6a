"use client"

import { useRouter } from "next/navigation"
import { useTransition } from "react"
import { BareSelect, type SelectOption } from "@/app/_ui/forms/select"

/**
 * A choice whose options are addresses: choosing one goes there. With `replaces` the way back leads past what was chosen
 * before.
 */
export function AddressSelect({
  label,
  value,
  options,
  className = "w-full sm:w-56",
  replaces = false,
}: AddressSelectProps) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  return (
    <BareSelect
      aria-label={label}
      aria-busy={pending}
      className={className}
      value={value}
      options={options}
      onChange={(event) => {
        const { value: href } = event.target
        const go = replaces ? router.replace : router.push
        startTransition(() => go(href, { scroll: false }))
      }}
    />
  )
}

type AddressSelectProps = {
  label: string
  value: string
  options: SelectOption[]
  className?: string
  replaces?: boolean
}
