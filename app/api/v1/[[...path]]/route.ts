import { passOn } from "@/web/services/pass-on"

/** What services ask about organisations. The keeper answers, wrong methods included. */
export {
  passOn as DELETE,
  passOn as GET,
  passOn as HEAD,
  passOn as OPTIONS,
  passOn as PATCH,
  passOn as POST,
  passOn as PUT,
}
