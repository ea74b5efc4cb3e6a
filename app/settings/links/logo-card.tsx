"use client"

import { ImageUp } from "lucide-react"
import { type ChangeEvent, useId, useRef, useState } from "react"
import { AnswerLine } from "@/app/_ui/content/answer-line"
import { Card } from "@/app/_ui/content/card"
import { Button } from "@/app/_ui/forms/button"
import { useRun } from "@/app/_ui/forms/use-run"
import { changeLogo, type LogoAnswer } from "@/app/settings/links/actions"
import { useSudo } from "@/app/sudo/components"

/** The picture at the top of the page of a link: which one it is, another one, or none. */
export function LogoCard({ logo, isOwner }: { logo: string | null; isOwner: boolean }) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const { answer, pending, change } = useChange()
  async function choose({ target }: ChangeEvent<HTMLInputElement>): Promise<void> {
    const file = target.files?.[0]
    if (file === undefined) return
    const picture = await toBase64(file)
    target.value = ""
    change(picture)
  }
  return (
    <Card
      title="Logo"
      hint="Shown at the top of every link's page. A PNG, JPEG or WebP file of at most 100 KB."
    >
      <div className="grid justify-items-start gap-3">
        {logo === null ? (
          <p className="text-muted">None</p>
        ) : (
          <img
            src={logo}
            alt="The logo"
            className="max-h-16 max-w-56 rounded-lg bg-white object-contain p-1.5"
          />
        )}
        {isOwner ? (
          <div className="flex flex-wrap gap-2">
            <input
              ref={input}
              id={id}
              type="file"
              accept="image/png,image/jpeg,image/webp"
              aria-label="Picture file"
              onChange={choose}
              className="sr-only"
              tabIndex={-1}
            />
            <Button icon={<ImageUp />} pending={pending} onClick={() => input.current?.click()}>
              {logo === null ? "Upload a picture" : "Replace the picture"}
            </Button>
            {logo === null ? null : (
              <Button tone="quiet" pending={pending} onClick={() => change("")}>
                Remove
              </Button>
            )}
          </div>
        ) : null}
        <AnswerLine answer={answer} />
      </div>
    </Card>
  )
}

function useChange() {
  const sudo = useSudo()
  const [answer, setAnswer] = useState<LogoAnswer | null>(null)
  const [pending, run] = useRun()
  function change(picture: string): void {
    const form = new FormData()
    form.set("picture", picture)
    run(() => sudo(changeLogo)(form), setAnswer)
  }
  return { answer, pending, change }
}

/** What is far too large is cut: it is refused all the same, and nothing of it travels. */
async function toBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.slice(0, MOST_READ_BYTES).arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
}

// A little more than the keeper takes.
const MOST_READ_BYTES = 120 * 1024
