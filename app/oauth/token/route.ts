import { passOn } from "@/web/services/pass-on"

/** RFC 6749 §4.4: services fetch access tokens here. The keeper answers, wrong methods included. */
export {
  passOn as DELETE,
  passOn as GET,
  passOn as HEAD,
  passOn as OPTIONS,
  passOn as PATCH,
  passOn as POST,
  passOn as PUT,
}
