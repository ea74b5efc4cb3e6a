import { z } from "zod"
import { formatAmount, isolate } from "@/lib/format"
import type { EventRow } from "@/web/audit/list-events"
import {
  asRole,
  byXeroUser,
  changeOf,
  countIn,
  phrase,
  type Sentences,
  textIn,
} from "@/web/words/event-parts"

const MOST_SHOWN = 80

/** Events of what was refused, withdrawn, made necessary or imported, in words. */
export const TRAIL_SENTENCES = {
  "member.renamed": (event) => phrase("Changed their name", "neutral", changeOf(event)),
  "member.invitation_withdrawn": (event) =>
    phrase(`Withdrew the invitation for ${textIn(event, "email") ?? "someone"}${asRole(event)}`),
  "member.role_refused": (event) =>
    phrase("Tried something that their role does not allow", "bad", triedOf(event)),
  "member.had_to_wait": (event) =>
    phrase(
      `${WAITING[textIn(event, "at") ?? ""] ?? "A try"} had to wait`,
      "bad",
      "there were too many tries",
    ),
  "settings.second_factor_required": (event) =>
    phrase("Changed who needs a second factor", "neutral", needOf(event)),
  "mail.server_changed": () => phrase("Changed the mail server"),
  "mail.server_removed": () => phrase("Removed the mail server"),
  "consent.callback_refused": (event) =>
    phrase("An answer from Xero was refused", "bad", CALLBACKS[textIn(event, "reason") ?? ""]),
  "connection.ended": (event) =>
    phrase(`Ended a connection that Xero counted: ${isolate(textIn(event, "name") || "no name")}`),
  "settings.plan_chosen": () => phrase("Chose the Xero plan of the app"),
  "import.read": (event) =>
    phrase(`Read a file of ${formatAmount(countIn(event, "tokens"), "refresh token")}`),
  "import.discarded": (event) =>
    phrase(`Discarded an import of ${formatAmount(countIn(event, "tokens"), "refresh token")}`),
  "import.started": (event) =>
    phrase(`Started an import of ${formatAmount(countIn(event, "tokens"), "refresh token")}`),
  "import.finished": (event) =>
    phrase(
      `Finished an import: ${formatAmount(countIn(event, "connected"), "sign-in")} connected`,
      "good",
      notConnectedIn(event),
    ),
  "import.unasked": () => phrase("Imported a sign-in without asking the installation it came from"),
  "grant.handed_over": (event) =>
    phrase(`Exported the sign-in to another installation${byXeroUser(event)}`),
  "grant.moved": (event) => phrase(`Another installation has the sign-in${byXeroUser(event)}`),
  "grant.taken_back": (event) =>
    phrase(`Took back the sign-in that was handed over${byXeroUser(event)}`),
} satisfies Sentences

const CALLBACKS: Record<string, string> = {
  state_missing: "it named no consent",
  state_unknown: "it belongs to no consent that started here",
  state_expired: "it came after ten minutes",
  value_twice: "it held a value twice",
  other_issuer: "it named another sender",
  other_browser: "the consent started in another browser",
  other_member: "another member started the consent",
  came_again: "it came a second time",
  vault_not_ready: "the sealing keys did not work",
}

const WAITING: Record<string, string> = {
  sign_in: "A sign-in",
  second_factor: "A second factor",
  proof: "A confirmation",
}

const NEEDS: Record<string, string> = {
  owner: "owners",
  admin: "owners and admins",
  viewer: "everyone",
}

/** How many rows of an import had which other end. */
function notConnectedIn(event: EventRow): string | null {
  const told = Object.entries(IMPORT_ENDS).flatMap(([kind, words]) => {
    const rows = countIn(event, kind)
    return rows === 0 ? [] : [`${rows} ${words}`]
  })
  return told.length === 0 ? null : told.join(" · ")
}

const IMPORT_ENDS: Record<string, string> = {
  no_organisations: "without an organisation",
  refused: "refused by Xero",
  duplicate: "known already",
  other_app: "of another Xero app",
  wrong: "without a usable token",
  identity_refused: "not recognised",
  shut: "that could not be opened",
  interrupted: "not sent",
}

/** Who needed a second factor before, and who does now: the lowest role stands for those above it. */
function needOf(event: EventRow): string {
  return ["from", "to"].map((one) => NEEDS[textIn(event, one) ?? ""] ?? "nobody").join(" → ")
}

/** How often it was in that hour, where the event stands for many. */
export function timesOf({ detail }: EventRow): string | null {
  return typeof detail.times === "number"
    ? `${formatAmount(detail.times, "time")} in this hour`
    : null
}

/** Each setting that changed, with its old and its new value. */
export function changesIn({ detail }: EventRow): string | null {
  const changes = CHANGES.safeParse(detail.changes).data ?? {}
  const told = Object.entries(changes).map(([name, { from, to }]) => {
    return `${settingName(name)}: ${valueText(from)} → ${valueText(to)}`
  })
  for (const [what, words] of Object.entries(LISTS)) {
    const names = z.array(z.string()).safeParse(detail[what]).data ?? []
    if (names.length > 0) told.push(`${words}: ${valueText(names.map(settingName))}`)
  }
  return told.length === 0 ? null : told.join(" · ")
}

/** Lists in an event's detail: organisations by name, and secrets by what they are for. */
const LISTS = { added: "added", removed: "removed", replaced: "replaced" }

function settingName(name: string): string {
  return (Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : null) ?? name
}

const VALUE = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
const CHANGES = z.record(z.string(), z.object({ from: VALUE, to: VALUE }))

const SETTINGS: Record<string, string> = {
  name: "name",
  networks: "networks",
  rights: "rights",
  expiresAt: "expiry",
  organisations: "organisations",
  host: "server",
  port: "port",
  security: "encryption",
  smtpName: "user name",
  smtpPassword: "password",
  from: "sender",
  to: "recipients",
  url: "address",
  clientId: "client id",
  clientSecret: "client secret",
  newMembers: "who may join",
  plan: "plan",
  trustsEmail: "trusts e-mail addresses",
  groupsClaim: "groups claim",
  ownerGroups: "groups of owners",
  adminGroups: "groups of admins",
  viewerGroups: "groups of viewers",
  askerName: "name on links",
  contact: "contact on links",
  returnOrigins: "return addresses",
  holdsNew: "new organisations wait for approval",
}

function valueText(value: z.output<typeof VALUE>): string {
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return "none"
  const text = Array.isArray(value) ? value.join(", ") : String(value)
  return isolate(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text)
}

function triedOf(event: EventRow): string | null {
  const [what, needs] = [textIn(event, "what"), textIn(event, "needs")]
  return what === null ? null : `${isolate(what)}, for ${needs === "owner" ? "owners" : "admins"}`
}
