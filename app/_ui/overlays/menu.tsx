"use client"

import { Check } from "lucide-react"
import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  use,
  useEffect,
  useId,
  useRef,
  useState,
} from "react"

const ITEM =
  "flex min-h-8 w-full select-none items-center gap-2.5 rounded-md px-2.5 py-1.5 text-left text-sm outline-none " +
  "hover:bg-hover focus:bg-hover focus:ring-1 focus:ring-line [&_svg]:size-4 [&_svg]:shrink-0"
const CloseContext = createContext<() => void>(() => {})
const ChoiceContext = createContext<Choice>({ value: "", onChange: () => {} })

/**
 * A menu behind a button, with the keys of the ARIA authoring practices: arrows, Home, End and first letters move, Escape
 * and Tab close. `face` is what the button shows.
 */
export function Menu({ face, className, children }: MenuProps) {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  useEffect(() => {
    if (!isOpen) return
    itemsIn(root.current)[0]?.focus()
    const leave = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener("pointerdown", leave)
    document.addEventListener("focusin", leave)
    return () => {
      document.removeEventListener("pointerdown", leave)
      document.removeEventListener("focusin", leave)
    }
  }, [isOpen])
  function close(): void {
    setOpen(false)
    button.current?.focus()
  }
  return (
    <div ref={root} className="relative">
      <button
        ref={button}
        type="button"
        id={id}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        className={className}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return
          event.preventDefault()
          setOpen(true)
        }}
      >
        {face}
      </button>
      {isOpen ? (
        <div
          role="menu"
          tabIndex={-1}
          aria-labelledby={id}
          className="absolute top-full right-0 z-50 mt-1.5 w-max min-w-56 max-w-[calc(100vw-1rem)] rounded-xl border bg-raised p-1.5 shadow-float"
          onKeyDown={(event) => {
            if (event.key === "Escape") close()
            else moveFocus(event, itemsIn(root.current))
          }}
        >
          <CloseContext value={close}>{children}</CloseContext>
        </div>
      ) : null}
    </div>
  )
}

/** An action in the menu. */
export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  const close = use(CloseContext)
  function select(): void {
    close()
    onSelect()
  }
  return (
    <button type="button" role="menuitem" tabIndex={-1} className={ITEM} onClick={select}>
      {children}
    </button>
  )
}

/** A choice inside `MenuChoice`. */
export function MenuChoiceItem({ value, icon, children }: MenuChoiceItemProps) {
  const close = use(CloseContext)
  const choice = use(ChoiceContext)
  const isChosen = choice.value === value
  function choose(): void {
    choice.onChange(value)
    close()
  }
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={isChosen}
      tabIndex={-1}
      className={ITEM}
      onClick={choose}
    >
      {icon}
      <span className="flex-1">{children}</span>
      {isChosen ? <Check className="text-accent" /> : null}
    </button>
  )
}

/** A labelled choice among `MenuChoiceItem`s. */
export function MenuChoice({ label, value, onChange, children }: MenuChoiceProps) {
  return (
    <fieldset aria-label={label}>
      <span aria-hidden className="block px-2.5 pt-1.5 pb-1 text-muted text-xs">
        {label}
      </span>
      <ChoiceContext value={{ value, onChange }}>{children}</ChoiceContext>
    </fieldset>
  )
}

/** A line between groups. */
export function MenuLine() {
  return <hr className="my-1.5 h-px border-0 bg-line" />
}

function itemsIn(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
}

function moveFocus(event: KeyboardEvent, items: HTMLElement[]): void {
  const at = items.indexOf(document.activeElement as HTMLElement)
  const target = targetOf(event.key, { at, items })
  if (target === undefined) return
  event.preventDefault()
  target.focus()
}

function targetOf(key: string, { at, items }: Place): HTMLElement | undefined {
  if (key === "Home" || key === "End") return items.at(key === "Home" ? 0 : -1)
  if (key === "ArrowDown") return items[(at + 1) % items.length]
  if (key === "ArrowUp") return items.at(at <= 0 ? -1 : at - 1)
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)]
  return after.find((one) => one.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()))
}

type MenuProps = { face: ReactNode; className: string; children: ReactNode }
type MenuChoiceItemProps = { value: string; icon?: ReactNode; children: ReactNode }
type Choice = { value: string; onChange: (value: string) => void }
type MenuChoiceProps = Choice & { label: string; children: ReactNode }
type Place = { at: number; items: HTMLElement[] }
