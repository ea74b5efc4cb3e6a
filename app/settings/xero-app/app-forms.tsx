"use client"

import { type ReactNode, useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { Field } from "@/app/_ui/forms/field"
import { Select } from "@/app/_ui/forms/select"
import { DialogFormActions } from "@/app/_ui/overlays/dialog"
import { type AppAnswer, addApp, addSecret, changeApp } from "@/app/settings/xero-app/actions"
import { useFormAction } from "@/app/sudo/use-form-action"
import type { XeroAppRow } from "@/web/xero-apps/list-xero-apps"

const KINDS = [
  { value: "web", label: "Web app: people consent in a browser" },
  { value: "custom", label: "Custom connection: one organisation, no browser" },
]
const CUSTOM_SCOPES = "accounting.settings.read"

/** A new app. */
export function NewAppForm({ scopes, onClose }: { scopes: string; onClose: () => void }) {
  const [kind, setKind] = useState("web")
  return (
    <AppForm action={addApp} label="Add" onClose={onClose}>
      {(errors) => (
        <>
          <Select
            label="Kind"
            name="kind"
            options={KINDS}
            value={kind}
            onChange={(event) => setKind(event.target.value)}
          />
          <Field label="Name" name="name" maxLength={60} required error={errors.name} />
          <Field
            label="Client id"
            name="clientId"
            maxLength={40}
            autoComplete="off"
            spellCheck={false}
            required
            hint="32 digits and letters, from Xero's developer portal."
            error={errors.clientId}
          />
          <SecretField
            label="Client secret"
            name="clientSecret"
            hint="Stored encrypted and never shown again."
            error={errors.clientSecret}
          />
          <SecretField
            label="Second secret"
            name="secondSecret"
            hint="Needed only while you replace one secret with another."
            error={errors.secondSecret}
          />
          <ScopesField
            key={kind}
            scopes={kind === "custom" ? CUSTOM_SCOPES : scopes}
            hint={
              kind === "custom"
                ? "Exactly those of the connection in Xero's portal."
                : "What consents ask for, separated by spaces."
            }
            error={errors.scopes}
          />
        </>
      )}
    </AppForm>
  )
}

/** Another name or other scopes. */
export function ChangeAppForm({ app, onClose }: { app: XeroAppRow; onClose: () => void }) {
  const { xeroAppId, seen, kind, name, scopes } = app
  return (
    <AppForm action={changeApp} label="Save" onClose={onClose}>
      {(errors) => (
        <>
          <input type="hidden" name="xeroAppId" value={xeroAppId} />
          <input type="hidden" name="seen" value={seen} />
          <Field
            label="Name"
            name="name"
            defaultValue={name}
            maxLength={60}
            required
            error={errors.name}
          />
          <ScopesField
            scopes={scopes.join(" ")}
            hint={
              kind === "custom"
                ? "Exactly those of the connection in Xero's portal."
                : "For consents from now on; those given stay as they are."
            }
            error={errors.scopes}
          />
        </>
      )}
    </AppForm>
  )
}

/** A second secret. */
export function AddSecretForm({ xeroAppId, onClose }: { xeroAppId: string; onClose: () => void }) {
  return (
    <AppForm action={addSecret} label="Add secret" onClose={onClose}>
      {(errors) => (
        <>
          <input type="hidden" name="xeroAppId" value={xeroAppId} />
          <SecretField
            label="New client secret"
            name="clientSecret"
            hint="Both secrets count until you remove one. Tenantry goes on with the one that Xero accepts."
            error={errors.clientSecret}
          />
        </>
      )}
    </AppForm>
  )
}

/** Closes when it is done. */
function AppForm({ action, label, onClose, children }: AppFormProps) {
  const { answer, formErrors, pending, submit } = useFormAction(action, ({ kind }) => {
    if (kind === "done") onClose()
  })
  return (
    <form method="post" onSubmit={submit} className="grid gap-4" noValidate>
      {children(formErrors)}
      <Problem text={answer !== null && "problem" in answer ? answer.problem : null} />
      <DialogFormActions onCancel={onClose} pending={pending}>
        {label}
      </DialogFormActions>
    </form>
  )
}

function SecretField(props: {
  label: string
  name: string
  hint: string
  error?: string | undefined
}) {
  return <Field {...props} type="password" autoComplete="new-password" maxLength={500} />
}

function ScopesField({ scopes, hint, error }: ScopesFieldProps) {
  return (
    <Field
      label="Scopes"
      name="scopes"
      defaultValue={scopes}
      autoComplete="off"
      spellCheck={false}
      maxLength={4000}
      hint={hint}
      error={error}
    />
  )
}

type ScopesFieldProps = { scopes: string; hint: string; error?: string | undefined }
type AppFormProps = {
  action: (form: FormData) => Promise<AppAnswer>
  label: string
  onClose: () => void
  children: (errors: Partial<Record<string, string>>) => ReactNode
}
