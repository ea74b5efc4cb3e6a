import { DISK_FULL } from "@/app/_words/refusal-text"
import type { IssuerProblem, SsoRefusal } from "@/lib/contract/sso-operations"
import { sentence } from "@/lib/format"
import type { NoAnswer } from "@/web/ask-keeper"

/** Why somebody who came back from the issuer is not signed in, and what helps. `name`: what the button calls it. */
export function ssoRefusalText(reason: string, name: string): string {
  const text = Object.hasOwn(REFUSALS, reason) ? REFUSALS[reason as Told] : REFUSALS.issuer_error
  const said = text.replace(/\{name\}(\.?)/g, (_, stop) => (stop === "" ? name : sentence(name)))
  return said.charAt(0).toUpperCase() + said.slice(1)
}

const REFUSALS: Record<Told, string> = {
  not_configured: "An owner changed or removed single sign-on in the meantime. Try again.",
  secret_shut:
    "Tenantry cannot open its stored secret for {name}. An owner must enter it again in Settings, Sign-in.",
  not_begun_here:
    "This sign-in was not started in this browser, or it took longer than 10 minutes. Start again here.",
  came_again: "This answer was already used. Start again.",
  value_twice: "The answer contained a value twice, so it was not used. Start again.",
  cancelled: "You cancelled at {name}.",
  issuer_error:
    "{name} sent you back with an error. Try again. If it happens again, tell whoever runs {name}.",
  unreachable: "Tenantry cannot reach {name} right now. Try again in a minute.",
  client_refused:
    "{name} refuses Tenantry itself: its client id or secret is wrong. An owner must correct it in Settings, Sign-in.",
  code_refused: "{name} did not confirm this sign-in. Start again.",
  other_issuer: "The answer came from somewhere other than {name}, so it was not used.",
  no_id_token: "{name} did not say who you are in a form that Tenantry can read.",
  not_signed: "The answer is not signed by {name}, so it was not used.",
  other_token_issuer: "The answer names an issuer other than {name}, so it was not used.",
  other_audience: "The answer was meant for another program, so it was not used.",
  expired: "The answer was too old or from the future. Check this server's clock, then try again.",
  other_nonce: "The answer belongs to another sign-in, so it was not used. Start again.",
  no_subject: "The answer does not say whose it is, so it was not used.",
  no_email:
    "{name} did not send your e-mail address, which Tenantry needs to let you in the first time.",
  email_not_verified:
    "{name} does not confirm that your e-mail address is yours. Verify it there, then try again.",
  other_domain: "Your e-mail address is not in a domain that may sign in here.",
  no_group: "You are in no group at {name} that may sign in here.",
  not_invited: "No invitation is open for your e-mail address. Ask an owner to invite you.",
  email_taken:
    "A member with your e-mail address exists already. Sign in as before and add {name} in Settings, or ask an owner for a link.",
  disabled: "An owner has disabled you here.",
  identity_taken: "Another member signs in with this account at {name}.",
  proof_over:
    "Nothing was added, because you were signed out in the meantime, or it is over 10 minutes since you confirmed who you are. Start again.",
  other_person: "Somebody else signed in at {name}, so nothing is confirmed.",
  not_fresh:
    "{name} does not say that you signed in just now, so nothing is confirmed. An owner can find out why in the operations guide.",
  signed_out: "You were signed out here in the meantime. Sign in and start again.",
  throttled: "Too many sign-ins come from your network. Try again in a minute.",
  not_ready:
    "Tenantry cannot do this right now. It is starting, or cannot reach its keys. Try again in a minute.",
  disk_full: DISK_FULL,
  keeper_unreachable: "Tenantry's keeper does not answer. Try again in a minute.",
  keeper_failed: "Tenantry's keeper failed at this, and its log says why.",
}

/** What *Test* found. */
export const ISSUER_PROBLEMS: Record<IssuerProblem, string> = {
  unknown_host: "No such host. Check the address, and that this server can look it up.",
  certificate:
    "The certificate is not trusted, or is for another name. If you use a certificate authority of your own, see NODE_EXTRA_CA_CERTS in the operations guide.",
  unreachable:
    "The issuer does not answer, or closes the connection. Check the address, and that this server can reach it.",
  no_document:
    "There is no discovery document. It must be at the issuer's address, followed by /.well-known/openid-configuration.",
  not_json: "The discovery document cannot be read: it is not JSON.",
  incomplete: "The discovery document lacks an address that signing in needs.",
  other_issuer:
    "The discovery document names another issuer. Enter the issuer exactly as it stands there. For Entra ID that is the address with your tenant's id, not “common”.",
  insecure_endpoint: "The discovery document holds an address that is not https.",
  no_code_flow: "This issuer does not offer the code flow (response type “code”).",
  no_keys: "The issuer's signing keys cannot be read.",
  client_refused:
    "The issuer answers, but it refuses the client id or secret. Check both, and that the client is a confidential web application.",
}

type Told = SsoRefusal | "throttled" | "not_ready" | "disk_full" | NoAnswer["kind"]
