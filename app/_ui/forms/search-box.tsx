"use client"

import { LoaderCircle, Search } from "lucide-react"
import { useRouter } from "next/navigation"
import { type FormEvent, useEffect, useRef, useTransition } from "react"
import { CONTROL_LOOK } from "@/app/_ui/forms/field"
import { HiddenFields } from "@/app/_ui/forms/hidden-fields"

const PAUSE_IN_MILLISECONDS = 300

/**
 * Searches while the reader types, and on Enter without scripts. `hidden` keeps the rest of the address. It shows what the
 * address searches for, unless the reader is ahead of it.
 */
export function SearchBox({ action, label, search, hidden }: SearchBoxProps) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    const ahead = pending || timer.current !== undefined
    if (ahead || input.current === null || input.current.value.trim() === search) return
    input.current.value = search
  }, [pending, search])

  function go(words: string): void {
    clearTimeout(timer.current)
    timer.current = undefined
    const params = new URLSearchParams(hidden)
    if (words.trim() !== "") params.set("q", words.trim())
    startTransition(() => router.replace(`${action}?${params}`, { scroll: false }))
  }
  function wait(words: string): void {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => go(words), PAUSE_IN_MILLISECONDS)
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    go(String(new FormData(event.currentTarget).get("q") ?? ""))
  }
  const Icon = pending ? LoaderCircle : Search
  return (
    <search className="min-w-0 flex-1 max-sm:basis-full sm:max-w-md">
      <form action={action} onSubmit={submit} className="relative">
        <HiddenFields of={hidden} />
        <Icon
          aria-hidden
          className={`pointer-events-none absolute top-2.5 left-3 size-4 text-muted ${pending ? "animate-spin" : ""}`}
        />
        <input
          ref={input}
          type="search"
          name="q"
          aria-label={label}
          placeholder="Search by name"
          maxLength={200}
          defaultValue={search}
          onChange={(event) => wait(event.target.value)}
          className={`${CONTROL_LOOK} pl-9`}
        />
      </form>
    </search>
  )
}

type SearchBoxProps = {
  /** The page that shows what is found. */
  action: string
  label: string
  search: string
  hidden: Record<string, string>
}
