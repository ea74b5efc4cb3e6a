"use client"

import { KeyRound, Pencil, RotateCcw, Send } from "lucide-react"
import { useActionState, useState } from "react"
import { AnswerLine } from "@/app/_ui/content/answer-line"
import { Name } from "@/app/_ui/content/name"
import { Problem } from "@/app/_ui/content/problem"
import { Question } from "@/app/_ui/content/question"
import { SubmitButton } from "@/app/_ui/forms/button"
import { RemoveDialog } from "@/app/_ui/overlays/confirm-dialog"
import { DialogButton, DialogFormActions } from "@/app/_ui/overlays/dialog"
import {
  removeChannel,
  rotateSecret,
  type SentAnswer,
  sendAgain,
  sendTest,
} from "@/app/settings/alerts/actions"
import { ChannelDialog, NewSecret } from "@/app/settings/alerts/channel-dialog"
import type { EnteredChannel } from "@/app/settings/alerts/channel-form"
import { useSudo } from "@/app/sudo/components"
import { useAnswer } from "@/app/sudo/use-answer"

/** An owner's buttons for a channel, and the answer to the last press. */
export function ChannelActions({ channelId, kind, name, stored }: ChannelActionsProps) {
  const [answer, setAnswer] = useState<SentAnswer | null>(null)
  const sudo = useSudo()
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <form action={async (form) => setAnswer(await sendTest(form))}>
          <input type="hidden" name="channelId" value={channelId} />
          <SubmitButton size="sm" icon={<Send />} aria-label={`Send a test to ${name}`}>
            Send a test
          </SubmitButton>
        </form>
        <ChannelDialog
          kind={kind}
          label="Edit"
          ariaLabel={`Edit ${name}`}
          size="sm"
          icon={<Pencil />}
          title={
            <>
              Edit <Name>{name}</Name>
            </>
          }
          channelId={channelId}
          stored={stored}
        />
        {kind === "webhook" ? <RotateSecret channelId={channelId} name={name} /> : null}
        <RemoveDialog
          title={<Question verb="Remove" name={name} />}
          fields={{ channelId }}
          action={async (form) => setAnswer(await sudo(removeChannel)(form))}
        >
          <p>
            Tenantry sends nothing more to it, drops its waiting messages and deletes its secrets.
            Past deliveries stay in the list.
          </p>
        </RemoveDialog>
      </div>
      <AnswerLine answer={answer} />
    </div>
  )
}

/** Sends a delivery again. */
export function SendAgain({ deliveryId, title }: { deliveryId: string; title: string }) {
  const [answer, send] = useAnswer(sendAgain)
  return (
    <form action={send} className="grid justify-items-start gap-1.5">
      <input type="hidden" name="deliveryId" value={deliveryId} />
      <SubmitButton
        size="sm"
        className="whitespace-nowrap"
        icon={<RotateCcw />}
        aria-label={`Send again: ${title}`}
      >
        Send again
      </SubmitButton>
      <AnswerLine answer={answer} />
    </form>
  )
}

function RotateSecret({ channelId, name }: { channelId: string; name: string }) {
  return (
    <DialogButton
      label="New secret"
      ariaLabel={`New secret for ${name}`}
      size="sm"
      icon={<KeyRound />}
      title="Create a new signing secret?"
    >
      {(close) => <RotateForm channelId={channelId} onClose={close} />}
    </DialogButton>
  )
}

function RotateForm({ channelId, onClose }: { channelId: string; onClose: () => void }) {
  const [answer, action] = useActionState(useSudo()(rotateSecret), { kind: "waiting" })
  if (answer.kind === "secret") return <NewSecret secret={answer.secret} onClose={onClose} />
  return (
    <form action={action} className="grid gap-4">
      <input type="hidden" name="channelId" value={channelId} />
      <p className="text-muted">
        For 24 hours messages are signed with both secrets, so that the receiver can change over
        without missing one. After that only the new secret is used.
      </p>
      <Problem text={"text" in answer ? answer.text : null} />
      <DialogFormActions onCancel={onClose}>Create new secret</DialogFormActions>
    </form>
  )
}

type ChannelActionsProps = {
  channelId: string
  kind: "email" | "webhook"
  name: string
  stored: EnteredChannel
}
