"use client"

import { CloudCheck, KeyRound, RefreshCw, ShieldOff, Unplug } from "lucide-react"
import { type ReactNode, useState } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { Name } from "@/app/_ui/content/name"
import type { StatusLook } from "@/app/_ui/content/status-badge"
import { SubmitButton } from "@/app/_ui/forms/button"
import type { ButtonTone } from "@/app/_ui/forms/button-look"
import { PostForm } from "@/app/_ui/forms/post-form"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { type Affected, DisconnectWarning } from "@/app/_words/disconnect-warning"
import type { Answer } from "@/app/_words/operation-text"
import { type Organisations, RevokeWarning } from "@/app/_words/revoke-warning"
import {
  checkNow,
  disconnect,
  refreshNow,
  revokeConsent,
} from "@/app/organisations/[tenantId]/actions"
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
            icon={<KeyRound aria-hidden />}
            disabled={!canAct}
          >
            Reconnect
          </PostForm>
        )}
        {status === "removed" && props.isCustom ? (
          <RequestForm action={checkNow} fields={fields} disabled={!canAct} onAnswer={setAnswer}>
            <CloudCheck aria-hidden />
            Use it again
          </RequestForm>
        ) : null}
        {status === "removed" ? null : (
          <>
            <RequestForm
              action={refreshNow}
              fields={fields}
              tone={remedy === "refresh" ? "primary" : "secondary"}
              disabled={!canAct}
              onAnswer={setAnswer}
            >
              <RefreshCw aria-hidden />
              Refresh now
            </RequestForm>
            <RequestForm action={checkNow} fields={fields} disabled={!canAct} onAnswer={setAnswer}>
              <CloudCheck aria-hidden />
              Check now
            </RequestForm>
            <ConfirmDialog
              label="Disconnect"
              tone="danger-outline"
              icon={<Unplug aria-hidden />}
              disabled={!canAct}
              title={
                <>
                  Disconnect <Name>{name}</Name>?
                </>
              }
              confirmLabel="Disconnect"
              fields={fields}
              action={async (form) => setAnswer(await sudo(disconnect)(form))}
            >
              <DisconnectWarning {...props} />
            </ConfirmDialog>
          </>
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

/**
 * Ends a whole consent: lists everything that it cuts off and asks for a typed word. The answer stays on the page when
 * nothing is left to revoke.
 */
export function RevokeConsent(props: RevokeProps) {
  const { grantId, xeroUserName, canRevoke, canAct } = props
  const [answer, setAnswer] = useState<Answer | null>(null)
  const sudo = useSudo()
  if (!canRevoke && answer === null) return null
  return (
    <div className="grid justify-items-start gap-2 border-t px-4 py-3 sm:px-5">
      {canRevoke ? (
        <ConfirmDialog
          label="Revoke consent"
          size="sm"
          tone="danger-outline"
          icon={<ShieldOff aria-hidden />}
          disabled={!canAct}
          title={
            <>
              Revoke <Name>{xeroUserName}</Name>’s consent?
            </>
          }
          confirmLabel="Revoke consent"
          typed="revoke"
          fields={{ grantId }}
          action={async (form) => setAnswer(await sudo(revokeConsent)(form))}
        >
          <RevokeWarning {...props} />
        </ConfirmDialog>
      ) : null}
      <AnswerBanner answer={answer} onDismiss={() => setAnswer(null)} />
    </div>
  )
}

function RequestForm({ action, fields, tone, disabled, onAnswer, children }: RequestFormProps) {
  async function send(form: FormData): Promise<void> {
    onAnswer(await action(form))
  }
  return (
    <form action={send} className="contents">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton tone={tone} disabled={disabled}>
        {children}
      </SubmitButton>
    </form>
  )
}

function AnswerBanner({ answer, onDismiss }: { answer: Answer | null; onDismiss: () => void }) {
  if (answer === null) return null
  return (
    <Banner tone={answer.tone} title={answer.title} onDismiss={onDismiss}>
      <p>{answer.text}</p>
    </Banner>
  )
}

type ActionsProps = {
  /** It is reached by a custom connection: there is nothing to reconnect. */
  isCustom: boolean
  tenantId: string
  name: string
  canAct: boolean
  status: StatusLook
  /** The button that fixes the problem, shown as the main one. */
  remedy: "reconnect" | "refresh" | null
  /** By name, in order. */
  authorisers: string[]
  /** How many other organisations are on the same consent. */
  others: number
  /** Services that use it. */
  readers: Affected[]
}
type RevokeProps = {
  grantId: string
  xeroUserName: string
  ending: Organisations
  kept: Organisations
  /** Services that would lose access. */
  readers: Affected[]
  /** False where the consent belongs to a Xero app that is not configured any more. */
  reachesXero: boolean
  /** False once the consent has ended. */
  canRevoke: boolean
  canAct: boolean
}
type RequestFormProps = {
  action: (form: FormData) => Promise<Answer>
  fields: Record<string, string>
  tone?: ButtonTone
  disabled: boolean
  onAnswer: (answer: Answer) => void
  children: ReactNode
}
