import { Checkbox } from "@/app/_ui/forms/checkbox"
import { Field } from "@/app/_ui/forms/field"
import { Select } from "@/app/_ui/forms/select"
import type { SsoSettings } from "@/lib/members/sso-settings"

const NEW_MEMBERS = [
  { value: "invited", label: "Only people with an invitation" },
  { value: "anyone", label: "Anyone whom domains and groups let in" },
]

/** The fields of single sign-on, as they are stored or empty. */
export function SsoFields({ stored, formErrors }: SsoFieldsProps) {
  function text(name: keyof EnteredSso | "clientSecret") {
    const value = name === "clientSecret" ? "" : stored?.[name]
    const shown = Array.isArray(value) ? value.join(", ") : String(value ?? "")
    return {
      name,
      defaultValue: shown,
      error: formErrors[name],
      autoComplete: "off",
      spellCheck: false,
    }
  }
  return (
    <>
      <input type="hidden" name="seen" value={stored?.seen ?? ""} />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field
          {...text("name")}
          label="Name"
          placeholder="Okta"
          maxLength={40}
          required
          hint="On the button: “Sign in with …”."
        />
        <Field
          {...text("issuer")}
          label="Issuer"
          type="url"
          placeholder="https://login.ledgers.example"
          required
          hint="Its discovery document is at this address, followed by /.well-known/openid-configuration."
        />
        <Field {...text("clientId")} label="Client id" maxLength={200} required />
        <Field
          {...text("clientSecret")}
          label="Client secret"
          type="password"
          autoComplete="new-password"
          maxLength={1000}
          hint={stored === null ? "Stored encrypted." : "Leave it empty to keep the stored one."}
        />
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Select
          label="Who may join"
          name="newMembers"
          options={NEW_MEMBERS}
          defaultValue={stored?.newMembers ?? "invited"}
          error={formErrors.newMembers}
        />
        <Field
          {...text("domains")}
          label="E-mail domains"
          placeholder="ledgers.example"
          hint="Separate them with commas. Leave it empty for any domain."
        />
      </div>
      <Checkbox
        name="trustsEmail"
        defaultChecked={stored?.trustsEmail ?? false}
        label="E-mail addresses from this issuer count as verified if it does not say"
        hint="For Entra ID, which does not say. Turn it on only if nobody but your administrators can set these addresses."
      />
      <details className="grid gap-4" open={(stored?.groupsClaim ?? null) !== null || undefined}>
        <summary className="cursor-pointer font-medium text-sm">Roles by group</summary>
        <div className="mt-3 grid items-start gap-4 sm:grid-cols-2">
          <Field
            {...text("groupsClaim")}
            label="Groups claim"
            placeholder="groups"
            hint="If it is set, groups decide on roles at every sign-in, and nobody without a group gets in."
          />
          <Field {...text("ownerGroups")} label="Owners" hint="Groups, separated by commas." />
          <Field {...text("adminGroups")} label="Admins" hint="Groups, separated by commas." />
          <Field {...text("viewerGroups")} label="Viewers" hint="Groups, separated by commas." />
        </div>
      </details>
    </>
  )
}

/** The settings without the secret, which never comes back. */
export type EnteredSso = SsoSettings & { seen: string }
type SsoFieldsProps = {
  stored: EnteredSso | null
  formErrors: Partial<Record<string, string>>
}
