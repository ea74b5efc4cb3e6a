"use client"

import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react"
import { cx } from "@/app/_ui/content/cx"

/**
 * Panels of which one is seen, as the ARIA practices have it: the arrow keys, Home and End go from tab to tab. Our own,
 * because ready-made ones write styles into the page that a nonce-only policy refuses.
 */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  const [chosen, setChosen] = useState(0)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)

  function go(event: KeyboardEvent): void {
    const next = nextTab(event.key, chosen, tabs.length)
    if (next === null) return
    event.preventDefault()
    setChosen(next)
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus()
  }
  return (
    <div>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={go}
        className="flex flex-wrap gap-x-5 gap-y-1 border-b"
      >
        {tabs.map((tab, at) => (
          <button
            key={tab.label}
            type="button"
            role="tab"
            id={`${id}-tab-${at}`}
            aria-controls={`${id}-panel-${at}`}
            aria-selected={at === chosen}
            tabIndex={at === chosen ? 0 : -1}
            onClick={() => setChosen(at)}
            className={cx(
              "-mb-px border-b-2 py-2 font-medium text-sm",
              at === chosen
                ? "border-accent text-ink"
                : "border-transparent text-muted hover:text-ink",
            )}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {tabs.map((tab, at) => (
        <div
          key={tab.label}
          role="tabpanel"
          id={`${id}-panel-${at}`}
          aria-labelledby={`${id}-tab-${at}`}
          hidden={at !== chosen}
          className="pt-3"
        >
          {tab.panel}
        </div>
      ))}
    </div>
  )
}

function nextTab(key: string, at: number, count: number): number | null {
  if (key === "ArrowRight") return (at + 1) % count
  if (key === "ArrowLeft") return (at + count - 1) % count
  if (key === "Home") return 0
  return key === "End" ? count - 1 : null
}

type Tab = { label: string; panel: ReactNode }
