"use client"

import { createContext, type ReactNode, use, useState } from "react"

const NOTHING: Selection = { kind: "chosen", tenantIds: [] }
const SelectionContext = createContext<Held>({ selection: NOTHING, select: () => {} })

/** Holds which organisations are selected, from page to page of the list. */
export function SelectionProvider({ children }: { children: ReactNode }) {
  const [selection, select] = useState<Selection>(NOTHING)
  return <SelectionContext value={{ selection, select }}>{children}</SelectionContext>
}

export function useSelection(): Held & { isSelected(tenantId: string): boolean; clear(): void } {
  const held = use(SelectionContext)
  const { selection, select } = held
  return {
    ...held,
    isSelected: (tenantId) =>
      selection.kind === "matching" || selection.tenantIds.includes(tenantId),
    clear: () => select(NOTHING),
  }
}

/** Selects one organisation. */
export function SelectRow({ tenantId, name }: { tenantId: string; name: string }) {
  const { selection, select, isSelected } = useSelection()
  function toggle(): void {
    const before = selection.kind === "chosen" ? selection.tenantIds : []
    const tenantIds = before.includes(tenantId)
      ? before.filter((one) => one !== tenantId)
      : [...before, tenantId]
    select({ kind: "chosen", tenantIds })
  }
  return (
    <Box
      label={`Select ${name}`}
      checked={isSelected(tenantId)}
      disabled={selection.kind === "matching"}
      onChange={toggle}
    />
  )
}

/** Selects all organisations on this page. */
export function SelectPage({ tenantIds }: { tenantIds: string[] }) {
  const { selection, select, isSelected } = useSelection()
  const all = tenantIds.every(isSelected)
  function toggle(): void {
    const before = selection.kind === "matching" ? [] : selection.tenantIds
    const others = before.filter((one) => !tenantIds.includes(one))
    select({ kind: "chosen", tenantIds: all ? others : [...others, ...tenantIds] })
  }
  return <Box label="Select all on this page" checked={all} onChange={toggle} />
}

function Box({ label, ...rest }: BoxProps) {
  return (
    <label className="relative z-10 -m-2 grid size-8 cursor-pointer place-items-center">
      <input
        {...rest}
        type="checkbox"
        aria-label={label}
        className="size-4 rounded accent-accent-solid"
      />
    </label>
  )
}

/** What the list is filtered by. */
export type Filter = {
  search: string
  status: string | null
  grantId: string | null
  only: string | null
}
export type Selection =
  | { kind: "chosen"; tenantIds: string[] }
  | ({ kind: "matching"; count: number } & Filter)
type Held = { selection: Selection; select: (selection: Selection) => void }
type BoxProps = { label: string; checked: boolean; disabled?: boolean; onChange: () => void }
