import type { SsoRefusal } from "@/lib/contract/sso-operations"

/** That somebody does not come in by single sign-on, and why. */
export function refused(reason: SsoRefusal): Refused {
  return { kind: "refused", reason }
}

export type Refused = { kind: "refused"; reason: SsoRefusal }
