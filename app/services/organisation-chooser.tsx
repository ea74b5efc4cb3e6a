"use client"

import { LoaderCircle, Search, X } from "lucide-react"
import { useEffect, useId, useRef, useState, useTransition } from "react"
import { Name } from "@/app/_ui/content/name"
import { CONTROL_LOOK } from "@/app/_ui/forms/field"
import { searchChoices } from "@/app/services/actions"
import { formatAmount, formatCount } from "@/lib/format"

const PAUSE_IN_MILLISECONDS = 250
const CHOSEN_SHOWN = 100

/**
 * Chooses organisations out of any number: the search results come first, the chosen ones stay listed below. The form
 * gets `tenantIds`, separated by commas.
 */
export function OrganisationChooser({ first, before, error }: ChooserProps) {
  const [chosen, setChosen] = useState(() => new Map(before.map((one) => [one.tenantId, one.name])))
  const { found, pending, search } = useSearch(first)
  const id = useId()

  function toggle({ tenantId, name }: Choice): void {
    const next = new Map(chosen)
    if (!next.delete(tenantId)) next.set(tenantId, name)
    setChosen(next)
  }
  return (
    <fieldset
      className="grid gap-3 rounded-lg border p-3"
      aria-describedby={error ? `${id}-error` : undefined}
    >
      <legend className="px-1 font-medium text-sm">Organisations</legend>
      <input type="hidden" name="tenantIds" value={[...chosen.keys()].join(",")} />
      <SearchField pending={pending} onSearch={search} />
      <Matches found={found} chosen={chosen} onToggle={toggle} />
      <Chosen chosen={chosen} onRemove={toggle} />
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-[0.8125rem] text-danger">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}

function useSearch(first: Choosable) {
  const [found, setFound] = useState(first)
  const [pending, startTransition] = useTransition()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const asked = useRef(0)
  useEffect(() => () => clearTimeout(timer.current), [])

  function search(words: string): void {
    clearTimeout(timer.current)
    asked.current += 1
    const mine = asked.current
    timer.current = setTimeout(() => {
      startTransition(async () => {
        const answer = await searchChoices(words)
        // An answer that arrives after a newer search has started is stale.
        if (mine === asked.current) setFound(answer)
      })
    }, PAUSE_IN_MILLISECONDS)
  }
  return { found, pending, search }
}

function SearchField({ pending, onSearch }: { pending: boolean; onSearch: (w: string) => void }) {
  const Icon = pending ? LoaderCircle : Search
  return (
    <div className="relative">
      <Icon
        aria-hidden
        className={`pointer-events-none absolute top-2.5 left-3 size-4 text-muted ${pending ? "animate-spin" : ""}`}
      />
      <input
        type="search"
        aria-label="Search organisations"
        placeholder="Search by name"
        maxLength={200}
        autoComplete="off"
        onChange={(event) => onSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.preventDefault()
        }}
        className={`${CONTROL_LOOK} pl-9`}
      />
    </div>
  )
}

function Matches({ found, chosen, onToggle }: MatchesProps) {
  const { choices, matching } = found
  const more = matching - choices.length
  return (
    <div className="grid gap-1.5">
      <ul className="max-h-64 overflow-y-auto overscroll-contain rounded-lg border empty:hidden">
        {choices.map((one) => (
          <li key={one.tenantId} className="border-b last:border-b-0">
            <label className="flex cursor-pointer items-start gap-2.5 px-3 py-2 hover:bg-hover">
              <input
                type="checkbox"
                checked={chosen.has(one.tenantId)}
                onChange={() => onToggle(one)}
                className="mt-0.5 size-4 shrink-0 accent-accent-solid"
              />
              <Name className="min-w-0">{one.name}</Name>
            </label>
          </li>
        ))}
      </ul>
      <p role="status" className="text-[0.8125rem] text-muted">
        {matching === 0
          ? "No organisation matches."
          : more > 0
            ? `Showing ${choices.length} of ${formatCount(matching)}. Search to find others.`
            : formatAmount(matching, "organisation")}
      </p>
    </div>
  )
}

function Chosen({ chosen, onRemove }: ChosenProps) {
  const shown = [...chosen].slice(0, CHOSEN_SHOWN)
  const more = chosen.size - shown.length
  return (
    <div className="grid gap-1.5">
      <p className="font-medium text-[0.8125rem]" role="status">
        {chosen.size === 0 ? "None chosen yet" : `${formatCount(chosen.size)} chosen`}
      </p>
      <ul className="flex max-h-40 flex-wrap gap-1.5 overflow-y-auto empty:hidden">
        {shown.map(([tenantId, name]) => (
          <li
            key={tenantId}
            className="flex max-w-full items-center gap-1 rounded-md border bg-sunken py-0.5 pr-0.5 pl-2 text-[0.8125rem]"
          >
            <Name className="min-w-0 truncate">{name}</Name>
            <button
              type="button"
              aria-label={`Remove ${name}`}
              onClick={() => onRemove({ tenantId, name })}
              className="grid size-6 shrink-0 place-items-center rounded text-muted hover:bg-hover hover:text-ink"
            >
              <X className="size-3.5" />
            </button>
          </li>
        ))}
      </ul>
      {more > 0 ? (
        <p className="text-[0.8125rem] text-muted">
          And {formatCount(more)} more; search to find and untick one.
        </p>
      ) : null}
    </div>
  )
}

type Choice = { tenantId: string; name: string }
/** What a search found first, and how many there are. */
export type Choosable = { choices: Choice[]; matching: number }
type MatchesProps = {
  found: Choosable
  chosen: ReadonlyMap<string, string>
  onToggle: (one: Choice) => void
}
type ChosenProps = { chosen: ReadonlyMap<string, string>; onRemove: (one: Choice) => void }
type ChooserProps = {
  /** The list before any search. */
  first: Choosable
  /** Already chosen. */
  before: Choice[]
  error: string | undefined
}
