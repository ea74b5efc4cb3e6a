"use client"

import type { ReactNode } from "react"
import { Banner } from "@/app/_ui/content/banner"
import { Problem } from "@/app/_ui/content/problem"
import { Button } from "@/app/_ui/forms/button"
import { CopyableId } from "@/app/_ui/forms/copy-button"
import {
  DialogActions,
  DialogButton,
  type DialogButtonLook,
  DialogFormActions,
} from "@/app/_ui/overlays/dialog"
import { addChannel, changeChannel } from "@/app/settings/alerts/actions"
import { EmailFields, WebhookFields } from "@/app/settings/alerts/channel-fields"
import type { EnteredChannel } from "@/app/settings/alerts/channel-form"
import { useFormAction } from "@/app/sudo/use-form-action"

const EMPTY: EnteredChannel = { name: "", url: "", sends: "alerts", to: "", seen: "" }

/** A button that opens a dialog to add a channel or, with `channelId`, to change it. */
export function ChannelDialog(props: ChannelDialogProps) {
  const { kind, channelId, stored, ...button } = props
  return (
    <DialogButton {...button}>
      {(close) => <ChannelForm {...{ kind, channelId, stored }} onClose={close} />}
    </DialogButton>
  )
}

function ChannelForm({ kind, channelId, stored, onClose }: ChannelFormProps) {
  const act = channelId === undefined ? addChannel : changeChannel
  const { answer, formErrors, pending, submit } = useFormAction(act, (given) => {
    if (given.kind === "done") onClose()
  })
  if (answer?.kind === "secret") return <NewSecret secret={answer.secret} onClose={onClose} />
  const fields = { entered: stored ?? EMPTY, formErrors }
  return (
    <form method="post" onSubmit={submit} className="grid gap-4" noValidate>
      <input type="hidden" name="kind" value={kind} />
      {channelId === undefined ? null : <input type="hidden" name="channelId" value={channelId} />}
      <input type="hidden" name="seen" value={fields.entered.seen} />
      <div className="grid gap-3">
        {kind === "email" ? <EmailFields {...fields} /> : <WebhookFields {...fields} />}
      </div>
      <Problem text={answer !== null && "text" in answer ? answer.text : null} />
      <DialogFormActions onCancel={onClose} pending={pending}>
        {channelId === undefined ? "Add" : "Save"}
      </DialogFormActions>
    </form>
  )
}

/** A webhook's new secret, shown only once. */
export function NewSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <div className="grid gap-4">
      <Banner tone="success" title="Store this signing secret now">
        <CopyableId text={secret} what="the signing secret" />
        <p className="text-[0.8125rem]">
          Your receiver verifies messages with it. You cannot see it again after you close this
          dialog.
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

type ChannelDialogProps = DialogButtonLook & {
  kind: "email" | "webhook"
  title: ReactNode
  channelId?: string
  stored?: EnteredChannel
}
type ChannelFormProps = Pick<ChannelDialogProps, "kind" | "channelId" | "stored"> & {
  onClose: () => void
}
