"use client"

import { type ReactNode, useActionState, useEffect, useState } from "react"
import { Banner } from "@/app/_ui/banner"
import { Button, SubmitButton } from "@/app/_ui/button"
import type { ButtonSize, ButtonTone } from "@/app/_ui/button-look"
import { CopyableId } from "@/app/_ui/copy-button"
import { Dialog, DialogActions } from "@/app/_ui/dialog"
import { Field } from "@/app/_ui/field"
import { Select } from "@/app/_ui/select"
import { addChannel, type ChannelAnswer, changeChannel } from "@/app/settings/alerts/actions"
import type { EnteredChannel } from "@/app/settings/alerts/channel-form"

const SECURITY = [
  { value: "starttls", label: "STARTTLS (usually port 587)" },
  { value: "tls", label: "TLS (usually port 465)" },
  { value: "none", label: "None (a relay of your own network)" },
]
const EMPTY: EnteredChannel = {
  name: "",
  url: "",
  host: "",
  port: "587",
  security: "starttls",
  smtpName: "",
  from: "",
  to: "",
}

/** A button with a dialog behind it, in which a channel is added or, with `channelId`, changed. */
export function ChannelDialog(props: ChannelDialogProps) {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button
        tone={props.tone}
        size={props.size}
        icon={props.icon}
        aria-haspopup="dialog"
        aria-label={props.ariaLabel}
        onClick={() => setOpen(true)}
      >
        {props.label}
      </Button>
      <Dialog open={open} onClose={close} title={props.title}>
        <ChannelForm {...props} onClose={close} />
      </Dialog>
    </>
  )
}

function ChannelForm({ kind, channelId, stored, onClose }: ChannelFormProps) {
  const act = channelId === undefined ? addChannel : changeChannel
  const [answer, action] = useActionState(act, { kind: "waiting" })
  const done = answer.kind === "done"
  useEffect(() => {
    if (done) onClose()
  }, [done, onClose])
  if (answer.kind === "secret") return <NewSecret secret={answer.secret} onClose={onClose} />
  const entered = "entered" in answer ? answer.entered : (stored ?? EMPTY)
  const mistakes = answer.kind === "mistaken" ? answer.mistakes : {}
  const fields = { entered, mistakes, isNew: channelId === undefined }
  return (
    <form action={action} className="grid gap-4" noValidate>
      <input type="hidden" name="kind" value={kind} />
      {channelId === undefined ? null : <input type="hidden" name="channelId" value={channelId} />}
      {/* A form is emptied once its action has answered; new fields begin with what was entered. */}
      <div key={JSON.stringify(entered)} className="grid gap-3">
        {kind === "email" ? <EmailFields {...fields} /> : <WebhookFields {...fields} />}
      </div>
      <Failure answer={answer} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton tone="primary">{channelId === undefined ? "Add" : "Save"}</SubmitButton>
      </DialogActions>
    </form>
  )
}

function WebhookFields({ entered, mistakes }: FieldsProps) {
  return (
    <>
      <NameField entered={entered} mistakes={mistakes} />
      <Field
        label="Address"
        name="url"
        type="url"
        inputMode="url"
        autoComplete="off"
        placeholder="https://hooks.example.com/tenantry"
        defaultValue={entered.url}
        hint="Messages are posted there as JSON, signed as the Standard Webhooks specification says."
        error={mistakes.url}
      />
    </>
  )
}

function EmailFields({ entered, mistakes, isNew }: FieldsProps) {
  return (
    <>
      <NameField entered={entered} mistakes={mistakes} />
      <Field
        label="To"
        name="to"
        inputMode="email"
        autoComplete="off"
        defaultValue={entered.to}
        hint="Several with commas between, 20 at most."
        error={mistakes.to}
      />
      <Field
        label="From"
        name="from"
        type="email"
        autoComplete="off"
        defaultValue={entered.from}
        error={mistakes.from}
      />
      <div className="grid items-start gap-3 sm:grid-cols-[1fr_6rem]">
        <Field
          label="SMTP server"
          name="host"
          autoComplete="off"
          placeholder="smtp.example.com"
          defaultValue={entered.host}
          error={mistakes.host}
        />
        <Field
          label="Port"
          name="port"
          inputMode="numeric"
          autoComplete="off"
          defaultValue={entered.port}
          error={mistakes.port}
        />
      </div>
      <Select
        label="Encryption"
        name="security"
        options={SECURITY}
        defaultValue={entered.security}
        error={mistakes.security}
      />
      <Field
        label="Name at the server"
        name="smtpName"
        autoComplete="off"
        defaultValue={entered.smtpName}
        hint="Empty where it asks for none."
        error={mistakes.smtpName}
      />
      <Field
        label="Password at the server"
        name="smtpPassword"
        type="password"
        autoComplete="new-password"
        hint={
          isNew
            ? "Sealed by the keeper, and never shown again."
            : "Leave it empty to keep the stored one."
        }
        error={mistakes.smtpPassword}
      />
    </>
  )
}

function NameField({ entered, mistakes }: Pick<FieldsProps, "entered" | "mistakes">) {
  return (
    <Field
      label="Name"
      name="name"
      autoComplete="off"
      placeholder="Operations"
      maxLength={80}
      defaultValue={entered.name}
      error={mistakes.name}
    />
  )
}

/** A webhook's secret, the one time that it can be seen. */
export function NewSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <div className="grid gap-4">
      <Banner tone="success" title="Keep this signing secret">
        <CopyableId text={secret} what="the signing secret" />
        <p className="text-[0.8125rem]">
          The receiver verifies every message with it. It is shown only now: copy it before you
          close this.
        </p>
      </Banner>
      <DialogActions>
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </div>
  )
}

function Failure({ answer }: { answer: ChannelAnswer }) {
  if (answer.kind !== "failed") return null
  return (
    <p role="alert" className="text-[0.8125rem] text-danger">
      {answer.text}
    </p>
  )
}

type ChannelDialogProps = {
  kind: "email" | "webhook"
  label: string
  ariaLabel?: string
  title: ReactNode
  tone?: ButtonTone
  size?: ButtonSize
  icon?: ReactNode
  channelId?: string
  stored?: EnteredChannel
}
type ChannelFormProps = Pick<ChannelDialogProps, "kind" | "channelId" | "stored"> & {
  onClose: () => void
}
type FieldsProps = {
  entered: EnteredChannel
  mistakes: Partial<Record<string, string>>
  isNew: boolean
}
