import { createStrangersPace, type StrangersPace } from "@/keeper/sso/at-strangers-pace"
import { createIssuers, type Issuers } from "@/keeper/sso/issuer/issuers"

/** What single sign-on works with in one keeper. */
export function createSsoContext({ APP_URL }: { APP_URL: string }): SsoContext {
  return {
    issuers: createIssuers(),
    strangersPace: createStrangersPace(),
    redirectUri: `${APP_URL}/sign-in/callback`,
  }
}

export type SsoContext = {
  issuers: Issuers
  strangersPace: StrangersPace
  /** Of its own, so that no answer of Xero's can be one of the issuer's (RFC 9700 §4.4). */
  redirectUri: string
}
