/** The outcome of an attempt to send in words, with the other side's answer in brackets; null means delivered. */
export function outcomeText(outcome: string | null, evidence: string | null): string {
  const said = outcome === null ? "Delivered" : (WORDS[outcome] ?? outcome.replaceAll("_", " "))
  return evidence === null ? said : `${said} (${evidence})`
}

const WORDS: Record<string, string> = {
  delivered: "Delivered",
  target_refused: "Not sent: its address is in a private network",
  unresolved: "Its host name is unknown",
  unreachable: "It could not be reached",
  timeout: "It did not answer in time",
  tls: "Its certificate or encryption is not trusted",
  refused: "It refused the message",
  password_refused: "It refused the name or password",
  gone: "It asked not to be sent anything again",
}
