"use client"

import { useId, useState } from "react"
import { Checkbox, Radio } from "@/app/_ui/forms/checkbox"
import { CONTROL_LOOK, describedBy, Field, Labelled } from "@/app/_ui/forms/field"
import { RIGHT_TEXTS } from "@/app/_words/service-right-text"
import { ExpiryField } from "@/app/services/expiry-field"
import { type Choosable, OrganisationChooser } from "@/app/services/organisation-chooser"
import { SERVICE_RIGHTS, type ServiceRight } from "@/lib/services/service-rights"
import type { ServiceSettings } from "@/web/services/find-service"

/** A service's settings as fields: name, reach, expiry, networks, rights. */
export function SettingsFields({ before, proposedExpiry, first, formErrors }: SettingsFieldsProps) {
  const [reach, setReach] = useState(before.reach)
  return (
    <>
      <Field
        label="Name"
        name="name"
        autoComplete="off"
        defaultValue={before.name}
        maxLength={80}
        placeholder="Nightly invoice export"
        hint="The name that members see."
        error={formErrors.name}
      />
      <fieldset className="grid gap-3">
        <legend className="mb-2 font-medium text-sm">Which organisations may it access?</legend>
        <input type="hidden" name="reach" value={reach} />
        <Radio
          name="reachChoice"
          label="Chosen organisations"
          hint="Only those that you tick. It gets no access to organisations connected later."
          checked={reach === "chosen"}
          onChange={() => setReach("chosen")}
        />
        <Radio
          name="reachChoice"
          label="All organisations, now and in future"
          hint="Every organisation connected now or later."
          checked={reach === "all"}
          onChange={() => setReach("all")}
        />
      </fieldset>
      {reach === "chosen" ? (
        <OrganisationChooser first={first} before={before.chosen} error={formErrors.tenantIds} />
      ) : (
        <input type="hidden" name="tenantIds" value="" />
      )}
      <ExpiryField
        before={before.expiresAt}
        proposed={proposedExpiry}
        error={formErrors.expiresAt}
      />
      <NetworksField before={before.networks} error={formErrors.networks} />
      <RightsFields before={before.rights} />
    </>
  )
}

function NetworksField({ before, error }: { before: string[]; error: string | undefined }) {
  const id = useId()
  const hint = "One per line, such as 203.0.113.0/24 or 2001:db8::/32. Leave empty to allow any."
  return (
    <Labelled id={id} label="Allowed networks (optional)" hint={hint} error={error}>
      <textarea
        id={id}
        name="networks"
        rows={3}
        defaultValue={before.join("\n")}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, { hint, error })}
        className={`${CONTROL_LOOK} font-mono text-[0.8125rem]`}
      />
    </Labelled>
  )
}

function RightsFields({ before }: { before: ServiceRight[] }) {
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 font-medium text-sm">What may it do besides fetching tokens?</legend>
      {SERVICE_RIGHTS.map((right) => (
        <Checkbox
          key={right}
          name={right}
          label={RIGHT_TEXTS[right].may}
          hint={RIGHT_TEXTS[right].hint}
          defaultChecked={before.includes(right)}
        />
      ))}
    </fieldset>
  )
}

export type EnteredSettings = Omit<ServiceSettings, "serviceId" | "seen">
type SettingsFieldsProps = {
  before: EnteredSettings
  proposedExpiry: string
  first: Choosable
  formErrors: Partial<Record<string, string>>
}
