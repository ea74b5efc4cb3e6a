import { isolate } from "@/lib/format"
import type { EventRow } from "@/web/audit/list-events"
import { phrase, type Sentences, textIn } from "@/web/words/event-parts"

/** Events of Xero apps in words. */
export const APP_SENTENCES = {
  "app.added": (event) => phrase(`Added ${kindOf(event)}${appIn(event)}`),
  "app.changed": (event) => phrase(`Changed the Xero app${appIn(event)}`),
  "app.secret_added": (event) =>
    phrase(`Added a client secret to the Xero app${appIn(event)}`, "neutral", hintIn(event)),
  "app.secret_removed": (event) =>
    phrase(`Removed a client secret of the Xero app${appIn(event)}`, "neutral", hintIn(event)),
  "app.chosen": (event) => phrase(`Sent new consents through the Xero app${appIn(event)}`),
  "app.retired": (event) => phrase(`Retired the Xero app${appIn(event)}`),
  "app.reopened": (event) => phrase(`Let the Xero app${appIn(event)} take consents again`),
  "app.removed": (event) => phrase(`Removed the Xero app${appIn(event)}`),
  "app.fault": (event) =>
    phrase("Xero refuses this app's client id or secret", "bad", textIn(event, "code")),
  "app.fault_ended": () => phrase("Xero accepts this app again", "good"),
} satisfies Sentences

function kindOf(event: EventRow): string {
  return textIn(event, "appKind") === "custom" ? "the custom connection" : "the Xero app"
}

function appIn(event: EventRow): string {
  const name = textIn(event, "app")
  return name === null ? "" : ` ${isolate(name)}`
}

function hintIn(event: EventRow): string | null {
  const hint = textIn(event, "hint")
  return hint ? `…${hint}` : null
}
