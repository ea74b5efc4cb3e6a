import { CHANGED_MEANWHILE, REFUSALS } from "@/app/_words/refusal-text"
import type { OperationOutput } from "@/lib/contract/operations"
import type { CustomStanding } from "@/web/xero-apps/list-xero-apps"

/** How a custom connection stands, and what to do. */
export const CUSTOM_TEXTS: Record<CustomStanding, CustomText> = {
  waiting: {
    tone: "info",
    word: "Waiting for consent in Xero",
    text: "The named person has to answer the e-mail that Xero sent. Tenantry asks Xero every few minutes, and finds the organisation by itself.",
  },
  healthy: { tone: "ok", word: "Healthy", text: null },
  deactivated: {
    tone: "danger",
    word: "Deactivated in Xero",
    text: "The consent has ended: scopes or organisation changed, it was withdrawn, or the bill was not paid. Open the app in Xero's developer portal, and have the named person consent again.",
  },
  not_answering: {
    tone: "info",
    word: "Xero not answering",
    text: "Xero gives no usable answer. Tenantry keeps asking.",
  },
  refused: {
    tone: "warn",
    word: "App refused",
    text: "Xero refuses the client id, the secret or the scopes. Test it says which.",
  },
}

/** What *Test it* found, one line for each question. */
export function testLines(tested: Tested): TestLine[] {
  const { secrets, redirectUri, appConnections, consent } = tested
  return [
    ...secrets.map((answer, position) => secretLine(answer, position, secrets.length)),
    ...(redirectUri === null ? [] : [REDIRECT[redirectUri]]),
    ...(appConnections === null ? [] : [CONNECTIONS[appConnections]]),
    ...(consent === null || consent === "unknown" ? [] : [CONSENT[consent]]),
  ]
}

function secretLine(answer: Answer, position: number, count: number): TestLine {
  const which = count === 1 ? "Client id and secret" : `Client id and secret ${position + 1}`
  if (answer === "yes") return { tone: "good", text: `${which} are right.` }
  if (answer === "no") return { tone: "bad", text: `Xero refuses ${which.toLowerCase()}.` }
  return { tone: "open", text: `Xero did not say whether ${which.toLowerCase()} are right.` }
}

const REDIRECT: Record<Answer, TestLine> = {
  yes: { tone: "good", text: "The redirect URI seems to be registered." },
  no: {
    tone: "bad",
    text: "Xero shows an error page: register the redirect URI, correct the scopes, or check that this is a web app.",
  },
  unknown: { tone: "open", text: "Xero did not say whether the redirect URI is registered." },
}
const CONNECTIONS: Record<Answer, TestLine> = {
  yes: { tone: "good", text: "The app may list all its connections (app.connections)." },
  no: {
    tone: "open",
    text: "The app may not list its connections (app.connections). Tenantry works without that.",
  },
  unknown: { tone: "open", text: "Xero did not say whether the app may list its connections." },
}
const CONSENT = {
  yes: { tone: "good", text: "The named person has consented." },
  no: { tone: "open", text: "The named person has not consented in Xero yet, or not any more." },
  other_scopes: {
    tone: "bad",
    text: "Xero refuses the scopes: enter those of the portal, and check that this is a custom connection.",
  },
} as const

/** Why nothing changed. */
export function appProblemText(kind: string): string {
  return PROBLEMS.get(kind) ?? "Nothing has changed. Try again."
}

const PROBLEMS = new Map([
  ...Object.entries<string>(REFUSALS),
  ["from_environment", "The environment sets this app, so it cannot be changed here."],
  ["changed_meanwhile", CHANGED_MEANWHILE],
  ["not_found", "Somebody else has changed this app. Reload the page."],
  ["two_secrets_already", "The app has two secrets. Remove one first."],
  ["same_secret", "The app has this secret already."],
  [
    "secrets_shut",
    "The stored secrets of this app cannot be opened, so nothing was changed. Bring back the sealing key, or remove the app and add it again.",
  ],
  ["last_secret", "The app needs one secret. Add the new one first."],
  ["takes_no_consents", "This app takes no consents, so it cannot be the default."],
  ["xero_trouble", "Xero did not carry it out. What was done stays done; try again later."],
  ["copied_database", "This database is a copy. An owner must take over first."],
])

type Tested = Extract<OperationOutput<"testXeroApp">, { kind: "tested" }>
type Answer = Tested["secrets"][number]
type CustomText = { tone: "ok" | "info" | "warn" | "danger"; word: string; text: string | null }
export type TestLine = { tone: "good" | "bad" | "open"; text: string }
