"use client"

import { useState } from "react"
import { Question } from "@/app/_ui/content/question"
import { Radio } from "@/app/_ui/forms/checkbox"
import { RemoveDialog } from "@/app/_ui/overlays/confirm-dialog"
import { type AppAnswer, removeApp } from "@/app/settings/xero-app/actions"
import { useSudo } from "@/app/sudo/components"
import type { XeroAppRow } from "@/web/xero-apps/list-xero-apps"

/** Removes an app, and asks before what becomes of its consents. */
export function RemoveApp({ app, reach, onAnswer }: RemoveAppProps) {
  const { xeroAppId, kind, name, grants } = app
  const [choice, setChoice] = useState<"keep" | "revoke">("keep")
  const sudo = useSudo()
  const asks = kind === "web" && grants > 0
  return (
    <RemoveDialog
      title={<Question verb="Remove" name={name} />}
      confirmLabel={asks && choice === "keep" ? "Retire app" : "Remove app"}
      fields={{ xeroAppId, grants: choice }}
      action={async (form) => onAnswer(await sudo(removeApp)(form))}
    >
      {asks ? (
        <fieldset className="grid gap-3 text-ink">
          <legend className="mb-2 text-muted">
            It still reaches {reach}. What becomes of them?
          </legend>
          <Radio
            name="choice"
            label="Keep them"
            hint="The app is retired: no new consents, and what it reaches is kept alive. Remove it later."
            checked={choice === "keep"}
            onChange={() => setChoice("keep")}
          />
          <Radio
            name="choice"
            label="Revoke them in Xero"
            hint="Every organisation of this app is disconnected, and services get no more tokens of it. Then the app is removed."
            checked={choice === "revoke"}
            onChange={() => setChoice("revoke")}
          />
        </fieldset>
      ) : null}
      {kind === "custom" ? (
        <p>
          Services get no more tokens of its organisation. The connection itself, and its bill, end
          only in Xero's developer portal.
        </p>
      ) : null}
      {asks || kind === "custom" ? null : (
        <p>Tenantry forgets its secrets. Its history stays in the activity.</p>
      )}
    </RemoveDialog>
  )
}

/** `reach`: what it reaches, in words. */
type RemoveAppProps = { app: XeroAppRow; reach: string; onAnswer: (answer: AppAnswer) => void }
