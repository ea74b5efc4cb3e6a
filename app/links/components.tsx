"use client"

import { useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { SubmitButton } from "@/app/_ui/forms/button"
import {
  approveTenant,
  type ChangeAnswer,
  extendLink,
  renewLink,
  withdrawLink,
} from "@/app/links/actions"
import { useGivenAddress } from "@/app/links/given-address"
import { useAnswer } from "@/app/sudo/use-answer"

/** What can be done about a link, as long as it is not done or withdrawn. */
export function LinkActions({ linkId, standing, recipient, maySend }: LinkActionsProps) {
  const [problem, setProblem] = useState<string | null>(null)
  if (standing === "done" || standing === "withdrawn") return <span className="text-muted">–</span>
  async function change(
    act: (form: FormData) => Promise<ChangeAnswer>,
    form: FormData,
  ): Promise<void> {
    setProblem((await act(form)).problem)
  }
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap gap-1.5">
        {maySend ? <NewAddress linkId={linkId} recipient={recipient} sends /> : null}
        <NewAddress linkId={linkId} recipient={recipient} />
        {standing === "declined" ? null : (
          <form action={(form) => change(extendLink, form)}>
            <input type="hidden" name="linkId" value={linkId} />
            <SubmitButton size="sm" aria-label={`Extend the link for ${recipient} by a week`}>
              Extend
            </SubmitButton>
          </form>
        )}
        <form action={(form) => change(withdrawLink, form)}>
          <input type="hidden" name="linkId" value={linkId} />
          <SubmitButton size="sm" aria-label={`Withdraw the link for ${recipient}`}>
            Withdraw
          </SubmitButton>
        </form>
      </div>
      <Problem text={problem} />
    </div>
  )
}

/** Makes a new address for a link and shows it once; with `sends` a mail brings it to its recipient, too. */
function NewAddress({ linkId, recipient, sends = false }: NewAddressProps) {
  const show = useGivenAddress()
  const [problem, setProblem] = useState<string | null>(null)
  const label = sends ? "Send again" : "New address"
  async function renew(form: FormData): Promise<void> {
    const answer = await renewLink(form)
    if (answer.kind === "given") show(answer)
    setProblem(answer.kind === "refused" ? answer.text : null)
  }
  return (
    <form action={renew}>
      <input type="hidden" name="linkId" value={linkId} />
      {sends ? <input type="hidden" name="sends" value="on" /> : null}
      <SubmitButton size="sm" aria-label={`${label}: the link for ${recipient}`}>
        {label}
      </SubmitButton>
      <Problem text={problem} />
    </form>
  )
}

/** Lets services that reach all organisations read one that came by a link. */
export function ApproveButton({ tenantId, name }: { tenantId: string; name: string }) {
  const [answer, approve] = useAnswer(approveTenant)
  return (
    <form action={approve} className="grid justify-items-start gap-1.5">
      <input type="hidden" name="tenantId" value={tenantId} />
      <SubmitButton size="sm" tone="primary" aria-label={`Approve ${name}`}>
        Approve
      </SubmitButton>
      <Problem text={answer?.problem ?? null} />
    </form>
  )
}

type NewAddressProps = { linkId: string; recipient: string; sends?: boolean }
type LinkActionsProps = {
  linkId: string
  standing: string
  recipient: string
  /** It has an address, and there is a mail server. */
  maySend: boolean
}
