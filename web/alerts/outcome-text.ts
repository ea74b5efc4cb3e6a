/** What came of an attempt to send, in words, with what the other side said in brackets; null is a delivery. */
export function outcomeText(outcome: string | null, evidence: string | null): string {
  const said = outcome === null ? "Delivered" : (WORDS[outcome] ?? outcome.replaceAll("_", " "))
  return evidence === null ? said : `${said} (${evidence})`
}

const WORDS: Record<string, string> = {
  delivered: "Delivered",
  target_refused: "Not sent: its address is in a private network",
  unresolved: "Its host name is not known",
  unreachable: "It could not be reached",
  timeout: "It did not answer in time",
  tls: "Its certificate or encryption cannot be trusted",
  refused: "It refused the message",
  password_refused: "It refused the name or password",
  gone: "It asks never to be sent anything again",
}
