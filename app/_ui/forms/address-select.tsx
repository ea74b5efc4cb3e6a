"use client"

import { useRouter } from "next/navigation"
import { useTransition } from "react"
import { BareSelect, type SelectOption } from "@/app/_ui/forms/select"

/** A filter whose options are addresses: choosing one goes there. */
export function AddressSelect({ label, value, options }: AddressSelectProps) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  return (
    <BareSelect
      aria-label={label}
      aria-busy={pending}
      className="w-full sm:w-56"
      value={value}
      options={options}
      onChange={(event) => {
        const { value: href } = event.target
        startTransition(() => router.push(href, { scroll: false }))
      }}
    />
  )
}

type AddressSelectProps = { label: string; value: string; options: SelectOption[] }
