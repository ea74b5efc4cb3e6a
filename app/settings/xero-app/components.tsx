"use client"

import { CircleCheck, CircleHelp, CircleX, PlugZap } from "lucide-react"
import { type ComponentProps, type ReactNode, useState } from "react"
import { Name } from "@/app/_ui/content/name"
import { Problem } from "@/app/_ui/content/problem"
import { SubmitButton } from "@/app/_ui/forms/button"
import { RemoveDialog } from "@/app/_ui/overlays/confirm-dialog"
import { DialogButton } from "@/app/_ui/overlays/dialog"
import {
  type AppAnswer,
  chooseApp,
  removeSecret,
  retireApp,
  testApp,
} from "@/app/settings/xero-app/actions"
import { AddSecretForm, ChangeAppForm, NewAppForm } from "@/app/settings/xero-app/app-forms"
import { RemoveApp } from "@/app/settings/xero-app/remove-app"
import { useSudo } from "@/app/sudo/components"
import { useAnswer } from "@/app/sudo/use-answer"

/** Adds an app, with the environment's scopes to start from. */
export function NewAppDialog({ icon, scopes }: { icon: ReactNode; scopes: string }) {
  return (
    <DialogButton label="Add app" title="Add a Xero app" tone="primary" icon={icon}>
      {(close) => <NewAppForm scopes={scopes} onClose={close} />}
    </DialogButton>
  )
}

/** An owner's buttons for an app, and the answer to the last press. */
export function AppActions({ app, reach }: AppActionsProps) {
  const { xeroAppId, name, isDefault, isRetired } = app
  const [answer, setAnswer] = useState<AppAnswer | null>(null)
  const sudo = useSudo()
  const canChoose = app.kind === "web" && !isDefault && !isRetired
  return (
    <div className="grid gap-3 border-t pt-3">
      <div className="flex flex-wrap items-center gap-2">
        <form action={async (form) => setAnswer(await sudo(testApp)(form))}>
          <input type="hidden" name="xeroAppId" value={xeroAppId} />
          <SubmitButton size="sm" icon={<PlugZap />} aria-label={`Test it: ${name}`}>
            Test it
          </SubmitButton>
        </form>
        {canChoose ? (
          <form action={async (form) => setAnswer(await sudo(chooseApp)(form))}>
            <input type="hidden" name="xeroAppId" value={xeroAppId} />
            <SubmitButton size="sm">Make default</SubmitButton>
          </form>
        ) : null}
        {app.current ? null : <Changes app={app} reach={reach} onAnswer={setAnswer} />}
      </div>
      <AnswerLines answer={answer} />
    </div>
  )
}

/** Forgets one of two secrets, after a question. */
export function RemoveSecret({ xeroAppId, position, hint }: RemoveSecretProps) {
  const [answer, remove] = useAnswer(removeSecret)
  return (
    <>
      <RemoveDialog
        label="Remove secret"
        title={hint === "" ? "Remove this secret?" : `Remove the secret that ends in ${hint}?`}
        fields={{ xeroAppId, position: String(position), hint }}
        action={remove}
      >
        <p>From its next request on, Tenantry uses only the other secret.</p>
      </RemoveDialog>
      <AnswerLines answer={answer} />
    </>
  )
}

function Changes({ app, reach, onAnswer }: ChangesProps) {
  const { xeroAppId, kind, name, isRetired } = app
  const sudo = useSudo()
  return (
    <>
      <DialogButton label="Edit" title={<Titled verb="Edit" name={name} />} size="sm">
        {(close) => <ChangeAppForm app={app} onClose={close} />}
      </DialogButton>
      {app.secrets.length > 1 ? null : (
        <DialogButton
          label="Add secret"
          title={<Titled verb="Add a secret to" name={name} />}
          size="sm"
        >
          {(close) => <AddSecretForm xeroAppId={xeroAppId} onClose={close} />}
        </DialogButton>
      )}
      {kind === "custom" ? null : (
        <form action={async (form) => onAnswer(await sudo(retireApp)(form))}>
          <input type="hidden" name="xeroAppId" value={xeroAppId} />
          <input type="hidden" name="retired" value={isRetired ? "no" : "yes"} />
          <SubmitButton size="sm">{isRetired ? "Take consents again" : "Retire"}</SubmitButton>
        </form>
      )}
      <RemoveApp app={app} reach={reach} onAnswer={onAnswer} />
    </>
  )
}

function Titled({ verb, name }: { verb: string; name: string }) {
  return (
    <>
      {verb} <Name>{name}</Name>
    </>
  )
}

function AnswerLines({ answer }: { answer: AppAnswer | null }) {
  if (answer === null || answer.kind === "wrong_input") return null
  if ("problem" in answer) return <Problem text={answer.problem} />
  const lines = "lines" in answer ? answer.lines : [{ tone: "good" as const, text: answer.text }]
  return (
    <ul role="status" className="grid gap-1 text-[0.8125rem]">
      {lines.map(({ tone, text }) => {
        const { icon: Icon, look } = LOOKS[tone]
        return (
          <li key={text} className="flex items-start gap-1.5">
            <Icon className={`mt-0.5 size-4 shrink-0 ${look}`} />
            {text}
          </li>
        )
      })}
    </ul>
  )
}

const LOOKS = {
  good: { icon: CircleCheck, look: "text-ok" },
  bad: { icon: CircleX, look: "text-danger" },
  open: { icon: CircleHelp, look: "text-muted" },
}

type RemoveSecretProps = { xeroAppId: string; position: number; hint: string }
type ChangesProps = ComponentProps<typeof RemoveApp>
type AppActionsProps = Omit<ChangesProps, "onAnswer">
