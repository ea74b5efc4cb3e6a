"use client"

import { Send } from "lucide-react"
import { useRouter } from "next/navigation"
import { useId, useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { Button, SubmitButton } from "@/app/_ui/forms/button"
import { CONTROL_LOOK, Labelled } from "@/app/_ui/forms/field"
import { Select } from "@/app/_ui/forms/select"
import { DialogActions } from "@/app/_ui/overlays/dialog"
import { DialogButton } from "@/app/_ui/overlays/dialog-button"
import { sendLinks } from "@/app/links/campaigns/actions"
import { useSelection } from "@/app/organisations/selection"
import { formatAmount } from "@/lib/format"

const DAYS = [7, 14, 30].map((days) => ({ value: String(days), label: `${days} days` }))

/** Sends a link to whoever authorised each selected organisation. */
export function SendLinks({ count }: { count: number }) {
  return (
    <DialogButton
      label="Send links"
      size="sm"
      icon={<Send aria-hidden />}
      title={`Ask for ${formatAmount(count, "organisation")} to be reconnected`}
    >
      {(close) => <SendForm onClose={close} />}
    </DialogButton>
  )
}

function SendForm({ onClose }: { onClose: () => void }) {
  const id = useId()
  const router = useRouter()
  const { selection, clear } = useSelection()
  const [problem, setProblem] = useState<string | null>(null)
  // The same campaign however often it is sent.
  const [campaignId] = useState(() => crypto.randomUUID())
  async function send(form: FormData): Promise<void> {
    form.set("campaignId", campaignId)
    form.set("which", JSON.stringify(selection))
    const answer = await sendLinks(form)
    if (answer.kind === "problem") return setProblem(answer.text)
    onClose()
    clear()
    router.push(`/links/campaigns/${answer.campaignId}`)
  }
  return (
    <form action={send} className="grid gap-4">
      <p className="text-muted">
        Whoever authorised an organisation gets one mail with a link. Those who have not done it are
        reminded after 2 and 5 days.
      </p>
      <Labelled id={id} label="Note" hint="Optional. It stands in the mail and on the page.">
        <textarea id={id} name="note" rows={3} maxLength={500} className={CONTROL_LOOK} />
      </Labelled>
      <Select label="Links work for" name="days" options={DAYS} defaultValue="7" />
      <Problem text={problem} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton tone="primary">Send</SubmitButton>
      </DialogActions>
    </form>
  )
}
