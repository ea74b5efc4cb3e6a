"use client"

import { Send } from "lucide-react"
import { useState } from "react"
import { AnswerLine } from "@/app/_ui/content/answer-line"
import { Button, SubmitButton } from "@/app/_ui/forms/button"
import { Field } from "@/app/_ui/forms/field"
import { Select } from "@/app/_ui/forms/select"
import { RemoveDialog } from "@/app/_ui/overlays/confirm-dialog"
import {
  type MailAnswer,
  removeMailServer,
  saveMailServer,
  sendTestMail,
} from "@/app/settings/mail/actions"
import { useSudo } from "@/app/sudo/components"
import { useFormAction } from "@/app/sudo/use-form-action"

const SECURITY = [
  { value: "starttls", label: "STARTTLS (usually port 587)" },
  { value: "tls", label: "TLS (usually port 465)" },
  { value: "none", label: "None (a relay in your own network)" },
]
const EMPTY: EnteredServer = {
  host: "",
  port: "587",
  security: "starttls",
  smtpName: "",
  from: "",
  seen: "",
}

/** Through which server mails go out. */
export function MailServerForm({ stored }: { stored: EnteredServer | null }) {
  const { answer, formErrors, pending, submit } = useFormAction(saveMailServer)
  return (
    <form method="post" onSubmit={submit} className="grid gap-4" noValidate>
      <ServerFields
        key={stored?.seen}
        entered={stored ?? EMPTY}
        isNew={stored === null}
        formErrors={formErrors}
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button type="submit" tone="primary" pending={pending}>
          Save
        </Button>
        <AnswerLine answer={answer} />
      </div>
    </form>
  )
}

function ServerFields({ entered, isNew, formErrors }: FieldsProps) {
  const field = (name: keyof EnteredServer) => ({
    name,
    defaultValue: entered[name],
    error: formErrors[name],
    autoComplete: "off",
  })
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <input type="hidden" name="seen" value={entered.seen} />
      <div className="grid grid-cols-[1fr_6rem] items-start gap-3">
        <Field {...field("host")} label="SMTP server" placeholder="smtp.example.com" />
        <Field {...field("port")} label="Port" inputMode="numeric" />
      </div>
      <Select
        label="Encryption"
        name="security"
        options={SECURITY}
        defaultValue={entered.security}
        error={formErrors.security}
      />
      <Field
        {...field("smtpName")}
        label="SMTP user name"
        hint="Leave empty if the server needs none."
      />
      <Field
        label="SMTP password"
        name="smtpPassword"
        type="password"
        autoComplete="new-password"
        error={formErrors.smtpPassword}
        hint={
          isNew
            ? "Stored encrypted and never shown again."
            : "Leave empty to keep the stored password."
        }
      />
      <Field
        {...field("from")}
        label="From"
        type="email"
        placeholder="tenantry@example.com"
        hint="The sender's address. Your mail server must let it through."
      />
    </div>
  )
}

/** An owner's buttons for the stored server. */
export function MailServerActions({ host }: { host: string }) {
  const sudo = useSudo()
  const [answer, setAnswer] = useState<MailAnswer | null>(null)
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        <form action={async () => setAnswer(await sendTestMail())}>
          <SubmitButton size="sm" icon={<Send />}>
            Send a test
          </SubmitButton>
        </form>
        <RemoveDialog
          title={`Remove ${host}?`}
          action={async () => setAnswer(await sudo(removeMailServer)())}
        >
          <p>
            Tenantry then sends no e-mail at all: no alerts, no invitations, no notices to members.
            E-mails that wait are tried for 24 hours, in case you set up another server.
          </p>
        </RemoveDialog>
      </div>
      <AnswerLine answer={answer} />
    </div>
  )
}

type EnteredServer = {
  host: string
  port: string
  security: string
  smtpName: string
  from: string
  seen: string
}
type FieldsProps = {
  entered: EnteredServer
  isNew: boolean
  formErrors: Partial<Record<string, string>>
}
