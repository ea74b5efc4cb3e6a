"use client"

import { BellOff, Repeat } from "lucide-react"
import { SubmitButton } from "@/app/_ui/forms/button"
import { sendUnclearAgain, stopReminders } from "@/app/links/campaigns/actions"

/** Sends no further reminder. */
export function StopReminders({ campaignId }: { campaignId: string }) {
  return (
    <form action={stopReminders}>
      <input type="hidden" name="campaignId" value={campaignId} />
      <SubmitButton icon={<BellOff />}>Stop reminders</SubmitButton>
    </form>
  )
}

/** Under the same id, so that a mail program that has the mail drops the second one. */
export function SendUnclearAgain({ campaignId }: { campaignId: string }) {
  return (
    <form action={sendUnclearAgain}>
      <input type="hidden" name="campaignId" value={campaignId} />
      <SubmitButton icon={<Repeat aria-hidden />}>Send unclear mails again</SubmitButton>
    </form>
  )
}
