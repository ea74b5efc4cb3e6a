import type { Verbs } from "@/keeper/keeper"
import { completeSso } from "@/keeper/sso/complete-sso"
import { removeIdentity } from "@/keeper/sso/identities"
import { changeSso, removeSso } from "@/keeper/sso/settings/change-sso"
import { limitPasswords } from "@/keeper/sso/settings/limit-passwords"
import { testSso } from "@/keeper/sso/settings/test-sso"
import { startAddingIdentity, startSso, startSsoProof } from "@/keeper/sso/start-sso"
import type { SsoOperationName } from "@/lib/contract/sso-operations"

/** Who is signed in acts by their session; who is not, by what the issuer signed. */
export const SSO_VERBS: Verbs<SsoOperationName> = {
  startSso: (keeper, _memberId, input) => startSso(keeper, input),
  startSsoProof: (keeper, memberId, _input, sessionId) =>
    startSsoProof(keeper, { memberId, sessionId }),
  startAddingIdentity: (keeper, memberId, _input, sessionId) =>
    startAddingIdentity(keeper, { memberId, sessionId }),
  completeSso: (keeper, memberId, input, sessionId) =>
    completeSso(keeper, { memberId, sessionId }, input),
  removeIdentity: (keeper, memberId, input, sessionId) =>
    removeIdentity(keeper, { memberId, sessionId }, input),
  changeSso,
  removeSso: (keeper, memberId) => removeSso(keeper, memberId),
  testSso: (keeper, _memberId, input) => testSso(keeper, input),
  limitPasswords,
}
