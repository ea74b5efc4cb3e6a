"use client"

import { Field } from "@/app/_ui/forms/field"
import { Select } from "@/app/_ui/forms/select"
import type { EnteredChannel } from "@/app/settings/alerts/channel-form"

const SECURITY = [
  { value: "starttls", label: "STARTTLS (usually port 587)" },
  { value: "tls", label: "TLS (usually port 465)" },
  { value: "none", label: "None (a relay in your own network)" },
]
const SENDS = [
  { value: "alerts", label: "Alerts" },
  { value: "activity", label: "All activity (for a SIEM)" },
]

/** Where a webhook goes, and what it gets. */
export function WebhookFields({ entered, formErrors }: FieldsProps) {
  return (
    <>
      <NameField entered={entered} formErrors={formErrors} />
      <Field
        label="Address"
        name="url"
        type="url"
        inputMode="url"
        autoComplete="off"
        placeholder="https://hooks.example.com/tenantry"
        defaultValue={entered.url}
        hint="Tenantry posts messages there as JSON, signed according to the Standard Webhooks specification."
        error={formErrors.url}
      />
      <Select
        label="What it gets"
        name="sends"
        options={SENDS}
        defaultValue={entered.sends}
        hint="Activity comes in order and in batches, each event at least once."
        error={formErrors.sends}
      />
    </>
  )
}

/** Who gets e-mails, and the server that sends them. */
export function EmailFields({ entered, formErrors, isNew }: FieldsProps) {
  return (
    <>
      <NameField entered={entered} formErrors={formErrors} />
      <Field
        label="To"
        name="to"
        inputMode="email"
        autoComplete="off"
        defaultValue={entered.to}
        hint="One or more addresses separated by commas, 20 at most."
        error={formErrors.to}
      />
      <Field
        label="From"
        name="from"
        type="email"
        autoComplete="off"
        defaultValue={entered.from}
        error={formErrors.from}
      />
      <div className="grid items-start gap-3 sm:grid-cols-[1fr_6rem]">
        <Field
          label="SMTP server"
          name="host"
          autoComplete="off"
          placeholder="smtp.example.com"
          defaultValue={entered.host}
          error={formErrors.host}
        />
        <Field
          label="Port"
          name="port"
          inputMode="numeric"
          autoComplete="off"
          defaultValue={entered.port}
          error={formErrors.port}
        />
      </div>
      <Select
        label="Encryption"
        name="security"
        options={SECURITY}
        defaultValue={entered.security}
        error={formErrors.security}
      />
      <Field
        label="SMTP user name"
        name="smtpName"
        autoComplete="off"
        defaultValue={entered.smtpName}
        hint="Leave empty if the server needs none."
        error={formErrors.smtpName}
      />
      <Field
        label="SMTP password"
        name="smtpPassword"
        type="password"
        autoComplete="new-password"
        hint={
          isNew
            ? "Stored encrypted and never shown again."
            : "Leave empty to keep the stored password."
        }
        error={formErrors.smtpPassword}
      />
    </>
  )
}

function NameField({ entered, formErrors }: Pick<FieldsProps, "entered" | "formErrors">) {
  return (
    <Field
      label="Name"
      name="name"
      autoComplete="off"
      placeholder="Operations"
      maxLength={80}
      defaultValue={entered.name}
      error={formErrors.name}
    />
  )
}

type FieldsProps = {
  entered: EnteredChannel
  formErrors: Partial<Record<string, string>>
  isNew: boolean
}
