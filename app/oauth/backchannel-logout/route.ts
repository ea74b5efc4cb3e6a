import { passOn } from "@/web/services/pass-on"

/** OpenID Connect Back-Channel Logout 1.0 §2.5: the issuer of single sign-on posts here. The keeper answers, wrong methods included. */
export {
  passOn as DELETE,
  passOn as GET,
  passOn as HEAD,
  passOn as OPTIONS,
  passOn as PATCH,
  passOn as POST,
  passOn as PUT,
}
