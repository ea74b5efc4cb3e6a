"use client"

import { Check, Copy } from "lucide-react"
import { useEffect, useState } from "react"

const CONFIRMED_FOR_MILLISECONDS = 2_000

/** Copies `text` and says so. `what` names it for people who hear the page. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), CONFIRMED_FOR_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [copied])

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  const Icon = copied ? Check : Copy
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={`Copy ${what}`}
      title={copied ? "Copied" : "Copy"}
      className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink"
    >
      <Icon className={copied ? "size-3.5 text-ok" : "size-3.5"} />
      <span aria-live="polite" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </button>
  )
}

/** An id in full, small and unbroken where there is room, with its copy button. */
export function CopyableId({ text, what }: { text: string; what: string }) {
  return (
    <span className="flex min-w-0 items-start gap-1">
      <code className="min-w-0 break-all py-1 font-mono text-[0.8125rem]">{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  )
}
