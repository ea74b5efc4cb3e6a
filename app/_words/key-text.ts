import { REFUSALS } from "@/app/_words/refusal-text"
import { DAMAGED } from "@/lib/damaged-values"

/** What a kind of sealed values is to a reader; the table and column for one that has no words yet. */
export function kindText(kind: string): string {
  return KINDS[kind] ?? kind
}

/** Why the keys cannot be shown, or nothing was begun. */
export const KEYS_OBSTACLES = {
  ...REFUSALS,
  forbidden: "Only owners see the keys.",
  not_ready: "The keeper cannot do this right now. Try again in a moment.",
  copied_database: "This database is a copy. An owner can take over first.",
  keeper_unreachable:
    "The keeper does not answer. It may be restarting. Reload the page in a moment.",
  keeper_failed: "The keeper failed at this, and its log says why.",
}

export const JOURNAL_UNREAD =
  "The journal cannot be read right now, so nobody knows which keys it needs. Keep them all until it can."

/** Of a key that nothing in the database depends on: whether it may go. Only one that is here can, and not the one that seals. */
export function unusedText(keyId: string, { isJournalRead, canGo }: Unused): string {
  if (!isJournalRead) return "Nothing in the database depends on it."
  if (!canGo) return "Nothing depends on it."
  return `Nothing depends on ${keyId}: you can take it out of VAULT_KEYS. Keep it for as long as you keep older back-ups.`
}

/** Why what hangs on it cannot be opened. */
export function shutText(keyId: string): string {
  if (keyId === DAMAGED) return "These values are damaged, so no key opens them."
  return "It is not in VAULT_KEYS, or another key has its id there, so this cannot be opened. Put it back and restart Tenantry."
}

const KINDS: Record<string, string> = {
  journal: "entries of the journal",
  "AlertChannel.previousSecret": "former webhook secrets",
  "AlertChannel.secret": "webhook secrets",
  "AlertChannel.smtpPassword": "former mail passwords",
  "AuditBlock.hash": "blocks of the activity",
  "CodeApp.secret": "authenticator apps",
  "ConsentRequest.answer": "unfinished consents",
  "ConsentRequest.verifier": "consents under way",
  "ImportAttempt.answer": "unfinished imports",
  "ImportRow.claim": "claims of imported sign-ins",
  "ImportRow.token": "imported tokens",
  "Mail.content": "e-mails",
  "MailServer.password": "mail server passwords",
  "SsoSettings.clientSecret": "single sign-on secrets",
  "TokenSet.accessToken": "access tokens",
  "TokenSet.refreshToken": "refresh tokens",
  "XeroApp.clientSecrets": "Xero client secrets",
}

type Unused = { isJournalRead: boolean; canGo: boolean }
