import type { SendProblem } from "@/lib/alerts/send-problem"

/** What went wrong on the way to the other side, by the code of Node's or OpenSSL's error; the first that fits counts. */
export function connectionProblem(code: string | null): SendProblem {
  if (code === null) return "unreachable"
  return KINDS.find(([codes]) => codes.test(code))?.[1] ?? "unreachable"
}

const KINDS: [RegExp, SendProblem][] = [
  [/^(ENOTFOUND|EAI_\w+|EDNS)$/, "unresolved"],
  [/^ECONNREFUSED$/, "connection_refused"],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|ECONNECTION)$/, "connection_lost"],
  // What Node's reader of HTTP calls an answer that is none.
  [/^HPE_/, "not_http"],
  [/^ETIMEDOUT$/, "timeout"],
  [/^CERT_HAS_EXPIRED$/, "certificate_expired"],
  [/^CERT_NOT_YET_VALID$/, "certificate_not_yet_valid"],
  [/^(ERR_TLS_CERT_ALTNAME_\w+|HOSTNAME_MISMATCH)$/, "certificate_of_another_name"],
  // OpenSSL's names for a chain that ends nowhere trusted, or is not sound.
  [/^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|CRL_|INVALID_|PATH_)/, "certificate_untrusted"],
  [/^(ERR_SSL_|ERR_TLS_|EPROTO$|ETLS$)/, "tls"],
]
