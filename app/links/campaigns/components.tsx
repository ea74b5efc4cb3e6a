"use client"

import { BellOff } from "lucide-react"
import { SubmitButton } from "@/app/_ui/forms/button"
import { stopReminders } from "@/app/links/campaigns/actions"

/** Sends no further reminder. */
export function StopReminders({ campaignId }: { campaignId: string }) {
  return (
    <form action={stopReminders}>
      <input type="hidden" name="campaignId" value={campaignId} />
      <SubmitButton icon={<BellOff />}>Stop reminders</SubmitButton>
    </form>
  )
}
