import { z } from "zod"
import { ALERT_OPERATIONS } from "@/lib/contract/alert-operations"
import { APP_OPERATIONS } from "@/lib/contract/app-operations"
import { CAMPAIGN_OPERATIONS } from "@/lib/contract/campaign-operations"
import { CONSENT_OPERATIONS } from "@/lib/contract/consent-operations"
import { COUNTED_OPERATIONS } from "@/lib/contract/counted-operations"
import { FACTOR_OPERATIONS } from "@/lib/contract/factor-operations"
import { HAND_OVER_OPERATIONS } from "@/lib/contract/hand-over-operations"
import { IMPORT_OPERATIONS } from "@/lib/contract/import-operations"
import { JOB_OPERATIONS } from "@/lib/contract/job-operations"
import { KEY_OPERATIONS } from "@/lib/contract/key-operations"
import { LINK_OPERATIONS } from "@/lib/contract/link-operations"
import { MAIL_OPERATIONS } from "@/lib/contract/mail-operations"
import { MEMBER_OPERATIONS } from "@/lib/contract/member-operations"
import { by, kind, oneOf } from "@/lib/contract/operation"
import { SERVICE_OPERATIONS } from "@/lib/contract/service-operations"
import { SSO_OPERATIONS } from "@/lib/contract/sso-operations"
import { STEP_OPERATIONS } from "@/lib/contract/step-operations"
import { SUDO_OPERATIONS } from "@/lib/contract/sudo-operations"
import { TENANT_OPERATIONS } from "@/lib/contract/tenant-operations"

/** What any operation may answer instead of an outcome of its own. */
export const refusal = oneOf(
  /** The acting member does not have the operation's role. */
  kind("forbidden"),
  /** The keeper cannot do it now: it is draining, or its sealing keys fail their probe. */
  kind("not_ready"),
  /** The database cannot store it: its disk is full. */
  kind("disk_full"),
  /** Another installation holds this database: nothing is sent to Xero until an owner takes over. */
  kind("copied_database"),
  /** The member has to prove who they are first (`proveMember`), and ask again. */
  kind("sudo_needed"),
)

/**
 * Everything that web may ask of the keeper: name → who may ask, what goes in and what can come out. The acting member and
 * their session travel beside it (`askKeeper`), and the keeper checks that member's role again. Every operation may answer
 * with a `refusal` as well.
 */
export const OPERATIONS = {
  ...CONSENT_OPERATIONS,
  ...TENANT_OPERATIONS,
  ...IMPORT_OPERATIONS,
  ...HAND_OVER_OPERATIONS,
  ...COUNTED_OPERATIONS,
  ...LINK_OPERATIONS,
  /** Makes this installation the holder of a copied database: all that can be done in one. */
  takeOver: by("owner", { seals: false, sudo: "always" }).output(
    /** `doubtful`: chains that Xero must answer for before they count as healthy. */
    kind("taken_over", { doubtful: z.number() }),
    kind("not_a_copy"),
  ),
  ...KEY_OPERATIONS,
  ...SUDO_OPERATIONS,
  ...MEMBER_OPERATIONS,
  ...FACTOR_OPERATIONS,
  ...STEP_OPERATIONS,
  ...SSO_OPERATIONS,
  ...ALERT_OPERATIONS,
  ...APP_OPERATIONS,
  ...MAIL_OPERATIONS,
  ...JOB_OPERATIONS,
  ...CAMPAIGN_OPERATIONS,
  ...SERVICE_OPERATIONS,
} as const

/** The keeper's answer to an operation, or null where it is none. */
export function readAnswer<N extends OperationName>(
  name: N,
  body: unknown,
): OperationOutput<N> | null {
  const answer = z.union([OPERATIONS[name].output, refusal]).safeParse(body)
  return answer.success ? (answer.data as OperationOutput<N>) : null
}

export type OperationName = keyof typeof OPERATIONS
export type OperationInput<N extends OperationName> = z.input<(typeof OPERATIONS)[N]["input"]>
export type OperationOutput<N extends OperationName> =
  | z.output<(typeof OPERATIONS)[N]["output"]>
  | Refusal
export type Refusal = z.output<typeof refusal>
