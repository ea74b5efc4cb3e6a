"use client"

import { type ReactNode, useActionState, useEffect } from "react"
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
import { useSudo } from "@/app/sudo/components"

const EMPTY: EnteredChannel = { name: "", url: "", sends: "alerts", to: "" }

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
  const [answer, action] = useActionState(useSudo()(act), { kind: "waiting" })
  const done = answer.kind === "done"
  useEffect(() => {
    if (done) onClose()
  }, [done, onClose])
  if (answer.kind === "secret") return <NewSecret secret={answer.secret} onClose={onClose} />
  const entered = "entered" in answer ? answer.entered : (stored ?? EMPTY)
  const formErrors = answer.kind === "wrong_input" ? answer.formErrors : {}
  const fields = { entered, formErrors }
  return (
    <form action={action} className="grid gap-4" noValidate>
      <input type="hidden" name="kind" value={kind} />
      {channelId === undefined ? null : <input type="hidden" name="channelId" value={channelId} />}
      {/* React empties a form after its action, so new fields start with what was entered. */}
      <div key={JSON.stringify(entered)} className="grid gap-3">
        {kind === "email" ? <EmailFields {...fields} /> : <WebhookFields {...fields} />}
      </div>
      <Problem text={"text" in answer ? answer.text : null} />
      <DialogFormActions onCancel={onClose}>
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
