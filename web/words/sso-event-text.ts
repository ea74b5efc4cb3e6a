import { isolate } from "@/lib/format"
import type { EventRow } from "@/web/audit/list-events"
import { phrase, type Sentences, textIn } from "@/web/words/event-parts"
import { SIGN_IN_REASONS } from "@/web/words/sign-in-reasons"

/** Events of single sign-on in words. */
export const SSO_SENTENCES = {
  "member.identity_added": (event) => phrase(`Added a way to sign in${whereAndWho(event)}`),
  "member.identity_refused": (event) => {
    const reason = SIGN_IN_REASONS[textIn(event, "reason") ?? ""]
    return phrase("A way to sign in was not added", "bad", reason)
  },
  "member.identity_removed": (event) => phrase(`Removed a way to sign in${whereAndWho(event)}`),
  "sso.changed": (event) => phrase(`Changed single sign-on${whereAndWho(event)}`),
  "sso.removed": () => phrase("Removed single sign-on"),
  "sso.passwords_limited": (event) => {
    const owner = textIn(event, "emergencyOwner")
    const who = owner === null ? "everybody who has one" : `only ${isolate(owner)}`
    return phrase("Changed who may use a password", "neutral", who)
  },
} satisfies Sentences

function whereAndWho(event: EventRow): string {
  const [issuer, email] = [textIn(event, "issuer"), textIn(event, "email")]
  if (issuer === null) return ""
  return `: ${isolate(issuer)}${email === null ? "" : `, ${isolate(email)}`}`
}
