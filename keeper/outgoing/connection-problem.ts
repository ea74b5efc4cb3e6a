import type { SendProblem } from "@/lib/alerts/send-problem"

/** Why the other side could not be reached, by the code of Node's or OpenSSL's error. The first match counts. */
export function connectionProblem(code: string | null): SendProblem {
  if (code === null) return "unreachable"
  return KINDS.find(([codes]) => codes.test(code))?.[1] ?? "unreachable"
}

const KINDS: [RegExp, SendProblem][] = [
  [/^(ENOTFOUND|EAI_\w+|EDNS)$/, "unresolved"],
  [/^ECONNREFUSED$/, "connection_refused"],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|ECONNECTION)$/, "connection_lost"],
  // Node's HTTP parser gives these for an answer that is not HTTP.
  [/^HPE_/, "not_http"],
  [/^ETIMEDOUT$/, "timeout"],
  [/^CERT_HAS_EXPIRED$/, "certificate_expired"],
  [/^CERT_NOT_YET_VALID$/, "certificate_not_yet_valid"],
  [/^(ERR_TLS_CERT_ALTNAME_\w+|HOSTNAME_MISMATCH)$/, "certificate_of_another_name"],
  // OpenSSL's codes for a certificate chain that is broken or ends at no trusted root.
  [/^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|CRL_|INVALID_|PATH_)/, "certificate_untrusted"],
  [/^(ERR_SSL_|ERR_TLS_|EPROTO$|ETLS$)/, "tls"],
]
