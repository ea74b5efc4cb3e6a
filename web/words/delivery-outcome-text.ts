import type { SendProblem } from "@/lib/alerts/send-problem"

/** The outcome of an attempt to send in words, with the other side's answer in brackets; null means delivered. */
export function outcomeText(outcome: string | null, evidence: string | null): string {
  const words = outcome === null ? WORDS.delivered : (FOUND.get(outcome) ?? "Not delivered")
  return evidence === null ? words : `${words} (${evidence})`
}

const WORDS: Record<SendProblem | "delivered", string> = {
  delivered: "Delivered",
  no_mail_server_set: "Not sent: no mail server is set up in Settings → Mail",
  target_refused: "Not sent: its address is in a private network",
  unresolved: "Its host name is unknown",
  unreachable: "It could not be reached",
  connection_refused: "Nothing accepts connections at this host and port",
  connection_lost: "It ended the connection",
  timeout: "It did not answer in time",
  certificate_untrusted: "Its certificate is not signed by an authority that this machine trusts",
  certificate_expired: "Its certificate has expired",
  certificate_not_yet_valid: "Its certificate is not valid yet: check this machine's clock",
  certificate_of_another_name: "Its certificate is for another host name",
  tls: "It does not speak TLS at this port, or no safe version of it",
  starttls_not_offered: "It does not offer STARTTLS",
  not_http: "What answers at this host and port does not speak HTTP",
  no_mail_server: "What answers at this host and port is not a mail server",
  sign_in_needed: "It takes nothing without a name and password",
  sign_in_not_offered: "It takes no name and password at this port, or not in this way",
  password_refused: "It refused the name or password",
  sender_refused: "It refused the sender's address",
  recipient_refused: "It refused the recipient's address",
  deferred: "It asked for another try later, as greylisting does",
  redirected: "It answered with another address, and alerts follow no redirects",
  refused: "It refused the message",
  gone: "It asked not to be sent anything again",
  shut: "Not sent: what it needs is stored, but cannot be opened",
  unclear: "Handed over, but the mail server did not say whether it took it",
}
const FOUND = new Map(Object.entries(WORDS))
