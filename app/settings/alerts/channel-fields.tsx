"use client"

import { Field } from "@/app/_ui/forms/field"
import { Select } from "@/app/_ui/forms/select"
import type { EnteredChannel } from "@/app/settings/alerts/channel-form"

const SENDS = [
  { value: "alerts", label: "Alerts" },
  { value: "activity", label: "All activity (for a SIEM)" },
  { value: "links", label: "Links and new organisations (for your product)" },
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

/** Who gets e-mails. */
export function EmailFields({ entered, formErrors }: FieldsProps) {
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
    </>
  )
}

function NameField({ entered, formErrors }: FieldsProps) {
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
}
