"use client"

import { CloudCheck, KeyRound, RefreshCw, Unplug } from "lucide-react"
import { type ReactNode, useState } from "react"
import { Name } from "@/app/_ui/content/name"
import { Question } from "@/app/_ui/content/question"
import { SubmitButton } from "@/app/_ui/forms/button"
import type { ButtonTone } from "@/app/_ui/forms/button-look"
import { HiddenFields } from "@/app/_ui/forms/hidden-fields"
import { PostForm } from "@/app/_ui/forms/post-form"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { DisconnectWarning, type WarningProps } from "@/app/_words/disconnect-warning"
import type { Answer } from "@/app/_words/operation-text"
import { checkNow, disconnect, refreshNow } from "@/app/organisations/[tenantId]/actions"
import { AnswerBanner } from "@/app/organisations/[tenantId]/answer-banner"
import { useSudo } from "@/app/sudo/components"

/** The buttons for an organisation and the answer to the last press. A viewer sees them disabled, with the reason. */
export function TenantActions(props: ActionsProps) {
  const { tenantId, name, canAct, status, remedy } = props
  const [answer, setAnswer] = useState<Answer | null>(null)
  const sudo = useSudo()
  const fields = { tenantId }
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {props.isCustom ? null : (
          <PostForm
            action="/xero/connect"
            fields={fields}
            tone={remedy === "reconnect" ? "primary" : "secondary"}
            icon={<KeyRound />}
            disabled={!canAct}
          >
            Reconnect
          </PostForm>
        )}
        {status === "removed" && props.isCustom ? (
          <RequestForm action={checkNow} fields={fields} disabled={!canAct} onAnswer={setAnswer}>
            <CloudCheck />
            Use it again
          </RequestForm>
        ) : null}
        {props.mayAskXero ? (
          <>
            <RequestForm
              action={refreshNow}
              fields={fields}
              tone={remedy === "refresh" ? "primary" : "secondary"}
              disabled={!canAct}
              onAnswer={setAnswer}
            >
              <RefreshCw />
              Refresh now
            </RequestForm>
            <RequestForm action={checkNow} fields={fields} disabled={!canAct} onAnswer={setAnswer}>
              <CloudCheck />
              Check now
            </RequestForm>
          </>
        ) : null}
        {status === "removed" ? null : (
          <ConfirmDialog
            label="Disconnect"
            tone="danger-outline"
            icon={<Unplug />}
            disabled={!canAct}
            title={<Question verb="Disconnect" name={name} />}
            fields={fields}
            action={async (form) => setAnswer(await sudo(disconnect)(form))}
          >
            <DisconnectWarning {...props} />
          </ConfirmDialog>
        )}
      </div>
      <p className="text-[0.8125rem] text-muted">
        {canAct ? (
          <ReconnectHint authorisers={props.isCustom ? [] : props.authorisers} />
        ) : (
          "You are a viewer. Only admins and owners can reconnect, refresh, check or disconnect."
        )}
      </p>
      <AnswerBanner answer={answer} onDismiss={() => setAnswer(null)} />
    </div>
  )
}

/** Whom to sign in as, and what becomes of anyone else: said before it happens. */
function ReconnectHint({ authorisers }: { authorisers: string[] }) {
  const [first, ...others] = authorisers
  if (first === undefined) return null
  return (
    <>
      To reconnect, sign in to Xero as <Name>{first}</Name>
      {others.length > 0 ? " or one of the other authorisers" : null}. If someone else signs in, you
      decide whether they become one more authoriser or take <Name>{first}</Name>’s place. Until
      then nothing changes.
    </>
  )
}

function RequestForm({ action, fields, tone, disabled, onAnswer, children }: RequestFormProps) {
  async function send(form: FormData): Promise<void> {
    onAnswer(await action(form))
  }
  return (
    <form action={send} className="contents">
      <HiddenFields of={fields} />
      <SubmitButton tone={tone} disabled={disabled}>
        {children}
      </SubmitButton>
    </form>
  )
}

type ActionsProps = WarningProps & {
  tenantId: string
  canAct: boolean
  /** Else there is nothing to refresh or check. */
  mayAskXero: boolean
  /** The button that fixes the problem, shown as the main one. */
  remedy: "reconnect" | "refresh" | null
  /** By name, in order. */
  authorisers: string[]
}
type RequestFormProps = {
  action: (form: FormData) => Promise<Answer>
  fields: Record<string, string>
  tone?: ButtonTone
  disabled: boolean
  onAnswer: (answer: Answer) => void
  children: ReactNode
}
