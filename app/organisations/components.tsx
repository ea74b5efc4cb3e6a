"use client"

import { LoaderCircle, Search } from "lucide-react"
import { useRouter } from "next/navigation"
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react"
import { SubmitButton } from "@/app/_ui/button"
import { CONTROL_LOOK } from "@/app/_ui/field"
import { BareSelect, type SelectOption } from "@/app/_ui/select"
import { decideOffer } from "@/app/organisations/actions"
import type { Answer } from "@/app/organisations/operation-text"

const PAUSE_IN_MILLISECONDS = 300

/** Searches while the reader types, and on Enter without scripts. `hidden` keeps the rest of the address. */
export function SearchBox({ search, hidden }: SearchBoxProps) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  function go(words: string): void {
    const params = new URLSearchParams(hidden)
    if (words.trim() !== "") params.set("q", words.trim())
    startTransition(() => router.replace(`/organisations?${params}`, { scroll: false }))
  }
  function wait(words: string): void {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => go(words), PAUSE_IN_MILLISECONDS)
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    clearTimeout(timer.current)
    go(String(new FormData(event.currentTarget).get("q") ?? ""))
  }
  const Icon = pending ? LoaderCircle : Search
  return (
    <search className="min-w-0 flex-1 max-sm:basis-full sm:max-w-md">
      <form action="/organisations" onSubmit={submit} className="relative">
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Icon
          aria-hidden
          className={`pointer-events-none absolute top-2.5 left-3 size-4 text-muted ${pending ? "animate-spin" : ""}`}
        />
        <input
          type="search"
          name="q"
          aria-label="Search organisations by name"
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

/** The column headings' sorting, for screens too narrow to show them. */
export function SortChoice({ value, options }: { value: string; options: SelectOption[] }) {
  const router = useRouter()
  return (
    <BareSelect
      aria-label="Sort by"
      className="w-52 md:hidden"
      value={value}
      options={options}
      onChange={(event) => router.replace(event.target.value, { scroll: false })}
    />
  )
}

/** Keep or undo what came with a consent that was meant for another organisation. */
export function OfferDecision({ consentId }: { consentId: string }) {
  const [answer, setAnswer] = useState<Answer | null>(null)
  async function decide(form: FormData): Promise<void> {
    setAnswer(await decideOffer(form))
  }
  return (
    <>
      {(["keep", "undo"] as const).map((decision) => (
        <form key={decision} action={decide}>
          <input type="hidden" name="consentId" value={consentId} />
          <input type="hidden" name="decision" value={decision} />
          <SubmitButton size="sm" tone={decision === "keep" ? "primary" : "secondary"}>
            {decision === "keep" ? "Keep" : "Undo"}
          </SubmitButton>
        </form>
      ))}
      {answer && answer.tone !== "success" ? (
        <p role="alert" className="text-danger">
          {answer.title}. {answer.text}
        </p>
      ) : null}
    </>
  )
}

type SearchBoxProps = { search: string; hidden: Record<string, string> }
