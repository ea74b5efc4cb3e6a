"use client"

import { useRouter } from "next/navigation"
import { useCallback } from "react"
import { SubmitButton } from "@/app/_ui/forms/button"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { changeService, createService, type ServiceAnswer } from "@/app/services/actions"
import { NewSecret } from "@/app/services/new-secret"
import type { Choosable } from "@/app/services/organisation-chooser"
import { type EnteredSettings, SettingsFields } from "@/app/services/settings-fields"
import { useFormAction } from "@/app/sudo/use-form-action"
import type { ServiceSettings } from "@/web/services/find-service"

/** Adds a service and then shows its secret. */
export function NewServiceForm({ before, proposedExpiry, first, tokenUrl }: NewFormProps) {
  const { answer, formErrors, pending, submit, forget } = useFormAction(createService)
  const router = useRouter()
  const serviceId = answer?.kind === "secret" ? answer.serviceId : null
  const leave = useCallback(() => {
    forget()
    if (serviceId !== null) router.replace(`/services/${serviceId}`)
  }, [forget, router, serviceId])
  return (
    <form method="post" onSubmit={submit} className="grid gap-5" noValidate>
      <SettingsFields
        before={before}
        proposedExpiry={proposedExpiry}
        first={first}
        formErrors={formErrors}
      />
      <p className="text-muted">Every owner is notified.</p>
      <Foot answer={answer} pending={pending} label="Add service" back="/services" />
      {answer?.kind === "secret" ? (
        <NewSecret
          serviceId={answer.serviceId}
          clientSecret={answer.clientSecret}
          tokenUrl={tokenUrl}
          onStored={leave}
        />
      ) : null}
    </form>
  )
}

/** Changes a service. */
export function ChangeServiceForm({ serviceId, before, proposedExpiry, first }: ChangeFormProps) {
  const router = useRouter()
  const page = `/services/${serviceId}`
  const { answer, formErrors, pending, submit } = useFormAction(changeService, ({ kind }) => {
    if (kind === "done") router.push(page)
  })
  const done = answer?.kind === "done"
  return (
    <form method="post" onSubmit={submit} className="grid gap-5" noValidate>
      <input type="hidden" name="serviceId" value={serviceId} />
      <input type="hidden" name="seen" value={before.seen} />
      <SettingsFields
        before={before}
        proposedExpiry={proposedExpiry}
        first={first}
        formErrors={formErrors}
      />
      <Foot answer={answer} pending={pending || done} label="Save" back={page} />
    </form>
  )
}

function Foot({ answer, pending, label, back }: FootProps) {
  const wrong = answer?.kind === "wrong_input"
  return (
    <div className="grid gap-3 border-t pt-4">
      <p role="alert" className="text-danger empty:hidden">
        {answer !== null && "text" in answer ? answer.text : null}
        {wrong ? "Nothing has been saved yet. See the errors above." : null}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <LinkButton href={back}>Cancel</LinkButton>
        <SubmitButton tone="primary" pending={pending}>
          {label}
        </SubmitButton>
      </div>
    </div>
  )
}

type NewFormProps = {
  before: EnteredSettings
  proposedExpiry: string
  first: Choosable
  tokenUrl: string
}
type ChangeFormProps = Omit<NewFormProps, "tokenUrl" | "before"> & {
  serviceId: string
  before: ServiceSettings
}
type FootProps = {
  answer: ServiceAnswer | null
  pending: boolean
  label: string
  back: string
}
