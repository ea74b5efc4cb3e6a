"use client"

import { ListPlus, RefreshCw, SearchCheck, Unplug } from "lucide-react"
import { useRouter } from "next/navigation"
import { useEffect, useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { Button, SubmitButton } from "@/app/_ui/forms/button"
import { Select } from "@/app/_ui/forms/select"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { DialogButton, DialogFormActions } from "@/app/_ui/overlays/dialog"
import { type JobAnswer, startJob } from "@/app/organisations/jobs/actions"
import { type Filter, type Selection, useSelection } from "@/app/organisations/selection"
import { SendLinks } from "@/app/organisations/send-links"
import { useSudo } from "@/app/sudo/components"
import { formatAmount } from "@/lib/format"

/** What can be done with the selected organisations, at the foot of the window while there are any. */
export function SelectionBar({ filter, shown, matching, services }: BarProps) {
  const { selection, select, clear } = useSelection()
  const [problem, setProblem] = useState<string | null>(null)
  const run = useStart(selection, setProblem)
  const count = countOf(selection)
  const isOther = selection.kind === "matching" && !isSame(selection, filter)
  useEffect(() => {
    if (isOther) clear()
  }, [isOther, clear])
  if (count === 0) return null
  const more = selection.kind === "chosen" && matching > shown && matching > count
  return (
    <section
      aria-label="Selected organisations"
      className="sticky bottom-3 z-20 grid gap-2 rounded-xl border bg-raised px-4 py-3 shadow-float"
    >
      <div className="flex flex-wrap items-center gap-2">
        <p role="status" className="mr-1 font-medium text-sm">
          {formatAmount(count, "organisation")} selected
        </p>
        {more ? (
          <Button
            size="sm"
            tone="quiet"
            onClick={() => select({ kind: "matching", count: matching, ...filter })}
          >
            Select all {formatAmount(matching, "that matches", "that match")}
          </Button>
        ) : null}
        <Button size="sm" tone="quiet" onClick={clear}>
          Clear
        </Button>
        <div className="ml-auto flex flex-wrap gap-2">
          <form action={run("check")}>
            <SubmitButton size="sm" icon={<SearchCheck />}>
              Check now
            </SubmitButton>
          </form>
          <form action={run("refresh")}>
            <SubmitButton size="sm" icon={<RefreshCw />}>
              Refresh now
            </SubmitButton>
          </form>
          {services.length === 0 ? null : (
            <AddToService count={count} services={services} action={run("add_to_service")} />
          )}
          <SendLinks count={count} />
          <DisconnectSelected count={count} action={run("disconnect")} />
        </div>
      </div>
      <Problem text={problem} />
    </section>
  )
}

/** Starts a job on what is selected, and shows it. */
function useStart(selection: Selection, onProblem: (text: string | null) => void) {
  const sudo = useSudo()
  const router = useRouter()
  const { clear } = useSelection()
  return (act: string) =>
    async (form: FormData): Promise<void> => {
      form.set("jobId", crypto.randomUUID())
      form.set("act", act)
      form.set("which", JSON.stringify(selection))
      const answer: JobAnswer = await sudo(startJob)(form)
      if (answer.kind !== "started") return onProblem(answer.text)
      clear()
      router.push(`/organisations/jobs/${answer.jobId}`)
    }
}

function AddToService({ count, services, action }: AddProps) {
  const options = services.map(({ serviceId, name }) => ({ value: serviceId, label: name }))
  return (
    <DialogButton
      label="Add to a service"
      size="sm"
      icon={<ListPlus />}
      title={`Add ${formatAmount(count, "organisation")} to a service`}
    >
      {(close) => (
        <form
          action={async (form: FormData) => {
            await action(form)
            close()
          }}
          className="grid gap-4"
        >
          <Select
            label="Service"
            name="serviceId"
            options={options}
            hint="It can then fetch access tokens of these organisations, too. All owners are notified."
          />
          <DialogFormActions onCancel={close}>Add</DialogFormActions>
        </form>
      )}
    </DialogButton>
  )
}

function DisconnectSelected({ count, action }: { count: number; action: Act }) {
  return (
    <ConfirmDialog
      label="Disconnect"
      size="sm"
      tone="danger-outline"
      icon={<Unplug />}
      title={`Disconnect ${formatAmount(count, "organisation")}?`}
      typed="disconnect"
      action={action}
    >
      <p>
        Xero ends these connections, and services get no more access tokens for these organisations.
        Their pages and history stay here, and you can reconnect each at any time.
      </p>
    </ConfirmDialog>
  )
}

function countOf(selection: Selection): number {
  return selection.kind === "matching" ? selection.count : selection.tenantIds.length
}

/** Whoever filters anew sees other organisations than those selected. */
function isSame(one: Filter, other: Filter): boolean {
  const { search, status, grantId, only } = other
  return (
    one.search === search && one.status === status && one.grantId === grantId && one.only === only
  )
}

type Act = (form: FormData) => Promise<void>
type AddProps = {
  count: number
  services: { serviceId: string; name: string }[]
  action: Act
}
type BarProps = {
  filter: Filter
  /** How many this page shows, and how many the filter matches. */
  shown: number
  matching: number
  services: { serviceId: string; name: string }[]
}
