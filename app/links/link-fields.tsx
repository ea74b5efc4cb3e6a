import { useId } from "react"
import { Checkbox } from "@/app/_ui/forms/checkbox"
import { CONTROL_LOOK, Field, Labelled } from "@/app/_ui/forms/field"
import { Select } from "@/app/_ui/forms/select"

const PURPOSE_LABELS = {
  connect: "Connect a new organisation",
  reconnect: "Reconnect it",
  second_authoriser: "Be its second authoriser",
  wider_scopes: "Allow more for it",
}
const DAYS = [1, 3, 7, 14, 30].map((days) => ({
  value: String(days),
  label: days === 1 ? "1 day" : `${days} days`,
}))

/** The fields of a new link. Only what the link cannot do without is asked for. */
export function LinkFields(props: LinkFieldsProps) {
  const { organisation, purposes, recipient, mayReturn, mailsGo, formErrors } = props
  return (
    <div className="grid gap-3">
      {organisation === null ? null : (
        <input type="hidden" name="tenantId" value={organisation.tenantId} />
      )}
      {purposes.length === 1 ? (
        <input type="hidden" name="purpose" value={purposes[0]} />
      ) : (
        <Select
          label="Ask them to"
          name="purpose"
          options={purposes.map((value) => ({ value, label: PURPOSE_LABELS[value] }))}
        />
      )}
      <Field
        label="Name of the recipient"
        name="recipientName"
        hint="Optional. The page greets them by it."
        autoComplete="off"
        defaultValue={recipient?.name}
        maxLength={100}
        error={formErrors.recipientName}
      />
      <Field
        label="E-mail address"
        name="recipientEmail"
        type="email"
        hint="Optional. The link can be sent there."
        autoComplete="off"
        defaultValue={recipient?.email ?? undefined}
        maxLength={254}
        error={formErrors.recipientEmail}
      />
      {mailsGo ? (
        <Checkbox name="sends" defaultChecked label="Send it by e-mail, if there is an address" />
      ) : null}
      <Note error={formErrors.note} />
      <Select
        label="Works for"
        name="days"
        options={DAYS}
        defaultValue="7"
        error={formErrors.days}
      />
      <details className="text-sm">
        <summary className="w-fit rounded-md font-medium">More</summary>
        <div className="grid gap-3 pt-3">
          <Field
            label="Reference"
            name="reference"
            hint="Optional. Kept on the organisation: a customer number, for example."
            autoComplete="off"
            maxLength={200}
            error={formErrors.reference}
          />
          {mayReturn ? (
            <Field
              label="Where they go afterwards"
              name="returnTo"
              type="url"
              hint="Optional. An address of a site that an owner lists under Settings, Links."
              autoComplete="off"
              error={formErrors.returnTo}
            />
          ) : null}
        </div>
      </details>
    </div>
  )
}

function Note({ error }: { error?: string }) {
  const id = useId()
  return (
    <Labelled id={id} label="Note" hint="Optional. They read it on the page." error={error}>
      <textarea id={id} name="note" rows={2} maxLength={500} className={CONTROL_LOOK} />
    </Labelled>
  )
}

type Purpose = keyof typeof PURPOSE_LABELS
export type LinkFieldsProps = {
  /** Null: a new one. */
  organisation: { tenantId: string; name: string } | null
  /** What it may be for; the first is chosen. */
  purposes: readonly Purpose[]
  recipient?: { name: string; email: string | null }
  /** An owner lists sites to which people may be sent. */
  mayReturn: boolean
  /** There is a mail server, so the link can be sent. */
  mailsGo: boolean
  formErrors: Partial<Record<string, string>>
}
