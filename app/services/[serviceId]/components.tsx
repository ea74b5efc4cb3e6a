"use client"

import { CirclePause, CirclePlay, KeyRound, Pencil, ShieldOff, Trash2 } from "lucide-react"
import { type ReactNode, useState } from "react"
import { Name } from "@/app/_ui/content/name"
import { Button } from "@/app/_ui/forms/button"
import { LinkButton } from "@/app/_ui/forms/link-button"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import { PasswordDialog } from "@/app/services/[serviceId]/password-dialog"
import {
  addSecret,
  disableService,
  enableService,
  removeSecret,
  revokeService,
  type ServiceAnswer,
} from "@/app/services/actions"

/** What can be done about a service. A viewer sees it all, disabled, with the reason. */
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
            icon={<CirclePause aria-hidden />}
            disabled={!canAct}
            title={<Ask verb="Disable" name={name} />}
            confirmLabel="Disable"
            fields={{ serviceId }}
            action={(form) => act(disableService, form)}
          >
            <p>{stops} Within a second every request of it is refused.</p>
            <p>Its secrets stay: enable it, and it goes on where it was.</p>
          </ConfirmDialog>
        )}
        <ConfirmDialog
          label="Revoke"
          tone="danger-outline"
          icon={<ShieldOff aria-hidden />}
          disabled={!canAct}
          title={<Ask verb="Revoke" name={name} />}
          confirmLabel="Revoke"
          typed="revoke"
          fields={{ serviceId }}
          action={(form) => act(revokeService, form)}
        >
          <p>{stops} It ends within a second, and for good.</p>
          <p>
            Its secrets are deleted, and no new one can be made. Its page, its ledger and its
            history stay. To stop it for a while only, use Disable.
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

/** Makes a second secret; with two there already it says why not. */
export function NewSecretButton({ serviceId, tokenUrl, disabled }: NewSecretButtonProps) {
  return (
    <PasswordDialog
      action={addSecret}
      serviceId={serviceId}
      tokenUrl={tokenUrl}
      label="New secret"
      size="sm"
      icon={<KeyRound aria-hidden />}
      disabled={disabled}
      title="Make a new client secret?"
    >
      <p>
        It works beside the one that there is. Give it to the program, see here that it is used, and
        then remove the old one: so nothing is interrupted.
      </p>
    </PasswordDialog>
  )
}

/** Takes one secret away, after asking. */
export function RemoveSecret({ serviceId, secretId, hint, isOnly, canAct }: RemoveSecretProps) {
  const [problem, setProblem] = useState<string | null>(null)
  return (
    <div className="grid justify-items-start gap-1.5">
      <ConfirmDialog
        label="Remove"
        size="sm"
        tone="danger-outline"
        icon={<Trash2 aria-hidden />}
        disabled={!canAct}
        title={`Remove the secret that ends in ${hint}?`}
        confirmLabel="Remove"
        fields={{ serviceId, secretId }}
        action={async (form) => setProblem(problemOf(await removeSecret(form)))}
      >
        <p>Within a second every request with it is refused. It cannot be brought back.</p>
        {isOnly ? (
          <p>
            <strong>It is the only one:</strong> the service gets no tokens until it has a new one.
          </p>
        ) : (
          <p>The other secret goes on working. Make sure that every program uses it.</p>
        )}
      </ConfirmDialog>
      <Problem text={problem} />
    </div>
  )
}

function ChangeButton({ serviceId, canAct }: { serviceId: string; canAct: boolean }) {
  const icon = <Pencil aria-hidden />
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
    <PasswordDialog
      action={enableService}
      serviceId={serviceId}
      tokenUrl={tokenUrl}
      label="Enable"
      icon={<CirclePlay aria-hidden />}
      disabled={!canAct}
      title={<Ask verb="Enable" name={name} />}
    >
      <p>It fetches access tokens again, with the same client id and secrets.</p>
    </PasswordDialog>
  )
}

function Ask({ verb, name }: { verb: string; name: string }): ReactNode {
  return (
    <>
      {verb} <Name>{name}</Name>?
    </>
  )
}

function Problem({ text }: { text: string | null }) {
  return (
    <p role="alert" className="text-[0.8125rem] text-danger empty:hidden">
      {text}
    </p>
  )
}

function problemOf(answer: ServiceAnswer): string | null {
  return answer.kind === "failed" ? answer.text : null
}

type Action = (form: FormData) => Promise<ServiceAnswer>
type ServiceActionsProps = {
  service: { serviceId: string; name: string; state: "active" | "disabled" | "expired" | "revoked" }
  canAct: boolean
  /** A sentence: what ends with it. */
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
