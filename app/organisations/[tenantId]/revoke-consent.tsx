"use client"

import { ShieldOff } from "lucide-react"
import { Name } from "@/app/_ui/content/name"
import { ConfirmDialog } from "@/app/_ui/overlays/confirm-dialog"
import type { Affected } from "@/app/_words/disconnect-warning"
import { type Organisations, RevokeWarning } from "@/app/_words/revoke-warning"
import { revokeConsent } from "@/app/organisations/[tenantId]/actions"
import { AnswerBanner } from "@/app/organisations/[tenantId]/answer-banner"
import { useAnswer } from "@/app/sudo/use-answer"

/**
 * Ends a whole consent: lists everything that it cuts off and asks for a typed word. The answer stays on the page when
 * nothing is left to revoke.
 */
export function RevokeConsent(props: RevokeProps) {
  const { grantId, xeroUserName, canRevoke, canAct } = props
  const [answer, revoke, forget] = useAnswer(revokeConsent)
  if (!canRevoke && answer === null) return null
  return (
    <div className="grid justify-items-start gap-2 border-t px-4 py-3 first:border-t-0 sm:px-5">
      {canRevoke ? (
        <ConfirmDialog
          label="Revoke consent"
          size="sm"
          tone="danger-outline"
          icon={<ShieldOff />}
          disabled={!canAct}
          title={
            <>
              Revoke <Name>{xeroUserName}</Name>’s consent?
            </>
          }
          typed="revoke"
          fields={{ grantId }}
          action={revoke}
        >
          <RevokeWarning {...props} />
        </ConfirmDialog>
      ) : null}
      <AnswerBanner answer={answer} onDismiss={forget} />
    </div>
  )
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
