"use client"

import { CircleStop, RotateCcw } from "lucide-react"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { SubmitButton } from "@/app/_ui/forms/button"
import { stopJob, tryAgain } from "@/app/organisations/jobs/actions"
import { AnsweredForm } from "@/app/sudo/answered-form"
import { useSudo } from "@/app/sudo/components"

/** Lets nothing more of a job begin. */
export function StopButton({ jobId }: { jobId: string }) {
  return (
    <AnsweredForm action={stopJob} fields={{ jobId }} icon={<CircleStop />}>
      Stop
    </AnsweredForm>
  )
}

/** Starts the same for those that had no success. */
export function AgainButton({ jobId }: { jobId: string }) {
  const sudo = useSudo()
  const router = useRouter()
  const [problem, setProblem] = useState<string | null>(null)
  async function again(form: FormData): Promise<void> {
    form.set("nextId", crypto.randomUUID())
    const answer = await sudo(tryAgain)(form)
    if (answer.kind === "started") router.push(`/organisations/jobs/${answer.jobId}`)
    else setProblem(answer.text)
  }
  return (
    <form action={again} className="grid gap-1.5">
      <input type="hidden" name="jobId" value={jobId} />
      <SubmitButton icon={<RotateCcw />}>Try the failed ones again</SubmitButton>
      <Problem text={problem} />
    </form>
  )
}
