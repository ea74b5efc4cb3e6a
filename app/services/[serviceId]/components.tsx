"use client"

import { CirclePause, CirclePlay, KeyRound, Pencil, ShieldOff } from "lucide-react"
import { useState } from "react"
import { Problem } from "@/app/_ui/content/problem"
import { Question } from "@/app/_ui/content/question"
import { Button } from "@/app/_ui/forms/button"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { ConfirmDialog, RemoveDialog } from "@/app/_ui/overlays/confirm-dialog"
import { AccessDialog } from "@/app/services/[serviceId]/access-dialog"
import {
  addSecret,
  disableService,
  enableService,
  removeSecret,
  revokeService,
  type ServiceAnswer,
} from "@/app/services/actions"
import { useAnswer } from "@/app/sudo/use-answer"

/** The buttons for a service. A viewer sees them disabled, with the reason. */
export function ServiceActions({ service, canAct, stops, tokenUrl }: ServiceActionsProps) {
  const { serviceId, name, state } = service
  const [problem, setProblem] = useState<string | null>(null)
  async function act(action: Action, form: FormData): Promise<void> {
    setProblem(problemOf(await action(form)))
  }
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <ChangeButton serviceId={serviceId} canAct={canAct} />
        {state === "disabled" ? (
          <Enable serviceId={serviceId} name={name} canAct={canAct} tokenUrl={tokenUrl} />
        ) : (
          <ConfirmDialog
            label="Disable"
            icon={<CirclePause />}
            disabled={!canAct}
            title={<Question verb="Disable" name={name} />}
            fields={{ serviceId }}
            action={(form) => act(disableService, form)}
          >
            <p>{stops} Its requests are refused within a second.</p>
            <p>Its secrets stay. Enable it later and it works as before.</p>
          </ConfirmDialog>
        )}
        <ConfirmDialog
          label="Revoke"
          tone="danger-outline"
          icon={<ShieldOff />}
          disabled={!canAct}
          title={<Question verb="Revoke" name={name} />}
          typed="revoke"
          fields={{ serviceId }}
          action={(form) => act(revokeService, form)}
        >
          <p>{stops} Its access ends within a second, for good.</p>
          <p>
            Its secrets are deleted and you cannot create new ones. Its page, ledger and history
            stay. To stop it only for a while, use Disable.
          </p>
        </ConfirmDialog>
      </div>
      {canAct ? null : (
        <p className="text-[0.8125rem] text-muted">
          You are a viewer. Only admins and owners can change, disable or revoke a service.
        </p>
      )}
      <Problem text={problem} />
    </div>
  )
}

/** Creates a second secret. */
export function NewSecretButton({ serviceId, tokenUrl, disabled }: NewSecretButtonProps) {
  return (
    <AccessDialog
      action={addSecret}
      serviceId={serviceId}
      tokenUrl={tokenUrl}
      label="New secret"
      size="sm"
      icon={<KeyRound />}
      disabled={disabled}
      title="Create a new client secret?"
    >
      <p>
        The old secret keeps working. Give the new one to the program, check here that it is in use,
        then remove the old one. Nothing is interrupted.
      </p>
    </AccessDialog>
  )
}

/** Removes a secret after a question. */
export function RemoveSecret({ serviceId, secretId, hint, isOnly, canAct }: RemoveSecretProps) {
  const [answer, remove] = useAnswer(removeSecret)
  return (
    <div className="grid justify-items-start gap-1.5">
      <RemoveDialog
        disabled={!canAct}
        title={`Remove the secret that ends in ${hint}?`}
        fields={{ serviceId, secretId }}
        action={remove}
      >
        <p>Requests with this secret are refused within a second. You cannot undo this.</p>
        {isOnly ? (
          <p>
            <strong>This is the only secret.</strong> The service gets no tokens until it has a new
            one.
          </p>
        ) : (
          <p>The other secret keeps working. Make sure that every program uses it.</p>
        )}
      </RemoveDialog>
      <Problem text={answer && problemOf(answer)} />
    </div>
  )
}

function ChangeButton({ serviceId, canAct }: { serviceId: string; canAct: boolean }) {
  const icon = <Pencil />
  if (!canAct) {
    return (
      <Button icon={icon} disabled>
        Change
      </Button>
    )
  }
  return (
    <LinkButton href={`/services/${serviceId}/change`} icon={icon}>
      Change
    </LinkButton>
  )
}

function Enable({ serviceId, name, canAct, tokenUrl }: EnableProps) {
  return (
    <AccessDialog
      action={enableService}
      serviceId={serviceId}
      tokenUrl={tokenUrl}
      label="Enable"
      icon={<CirclePlay />}
      disabled={!canAct}
      title={<Question verb="Enable" name={name} />}
    >
      <p>It can fetch access tokens again with the same client id and secrets.</p>
    </AccessDialog>
  )
}

function problemOf(answer: ServiceAnswer): string | null {
  return "text" in answer ? answer.text : null
}

type Action = (form: FormData) => Promise<ServiceAnswer>
type ServiceActionsProps = {
  service: { serviceId: string; name: string; state: "active" | "disabled" | "expired" | "revoked" }
  canAct: boolean
  /** A sentence: what ends with the service. */
  stops: string
  tokenUrl: string
}
type NewSecretButtonProps = { serviceId: string; tokenUrl: string; disabled: boolean }
type RemoveSecretProps = {
  serviceId: string
  secretId: string
  hint: string
  isOnly: boolean
  canAct: boolean
}
type EnableProps = { serviceId: string; name: string; canAct: boolean; tokenUrl: string }
