import type { AlertDetail } from "@/lib/alerts/alert-detail"
import { concerned, names } from "@/lib/words/alert-names"

/** The alert for a custom connection that Xero gives no token any more. */
export function deactivatedText(detail: AlertDetail): Text {
  return {
    title: `Deactivated in Xero: ${concerned(detail)}`,
    what: `Xero gives the custom connection of ${names(detail)} no token any more: its scopes or its organisation changed, the consent was withdrawn, or the bill was not paid.`,
    todo: "Open the app in Xero's developer portal, and have its named person consent again. Tenantry asks Xero every few minutes and continues by itself.",
  }
}

type Text = { title: string; what: string; todo: string }
