import type { ImportOutcome, UnreadableFile, WrongReason } from "@/lib/contract/import-operations"
import { formatAmount, formatList } from "@/lib/format"

/** Why a file could not be read, and what to do. */
export const UNREADABLE_FILES: Record<UnreadableFile, string> = {
  too_large: "The file is larger than 10 MB. Split it.",
  not_utf8: "The file is not UTF-8 text. Save it as UTF-8.",
  broken_json: "The file begins like JSON and is broken, or nests too deep.",
  no_token_column: "The table has no column named refresh_token.",
  two_token_columns: "The table has two columns for the refresh token. Remove one.",
  too_many_rows: "The file has more than 10,000 rows. Split it.",
  no_tokens: "No refresh token was found in the file.",
  no_such_app: "This Xero app does not exist here, or accepts no new sign-ins.",
  passphrase_needed: "This file was exported from another installation. Enter its passphrase.",
  hand_over_shut: "The file cannot be opened: the passphrase is wrong, or the file is damaged.",
  hand_over_version:
    "This file comes from a later version of Tenantry. Update this installation first.",
}

/** Why a row holds nothing that could be sent. */
const WRONG_ROWS: Record<WrongReason, string> = {
  no_refresh_token: "no refresh token",
  access_token: "an access token in place of a refresh token",
  too_long: "the token is too long",
  too_short: "the token is too short",
  odd_characters: "the token has characters that no token has",
  too_many_fields: "too many fields for a table without a line of names",
  open_quote: "a quote is not closed",
  not_recognised: "not recognised",
}

/** The kinds of rows, by the program that wrote them. */
export const IMPORT_SOURCES: Record<string, string> = {
  csv: "CSV",
  token_set: "Token set",
  laravel: "Laravel",
  postman: "Postman",
  nango: "Nango",
  oauthapp: "OpenBao or Vault",
  hand_over: "Hand-over",
}

/** What became of a row, in words. */
export function importOutcomeText(outcome: ImportOutcome): OutcomeText {
  switch (outcome.kind) {
    case "wrong":
      return { tone: "neutral", word: "Not usable", text: WRONG_ROWS[outcome.why] }
    case "duplicate":
      return { tone: "neutral", word: "Known already", text: duplicateText(outcome) }
    case "connected":
      return { tone: "good", word: "Connected", text: organisationsText(outcome) }
    case "no_organisations":
      return {
        tone: "warn",
        word: "No organisation",
        text: `the sign-in of ${outcome.xeroUserName} works but reaches no organisation`,
      }
    case "not_handed_over":
      return { tone: "bad", word: "Not handed over", text: NOT_HANDED_OVER[outcome.why] }
    default:
      return ENDS[outcome.kind]
  }
}

/** Why a row still waits, by the keeper's code for it. */
export function importTroubleText(trouble: string | null): string {
  return TROUBLES[trouble ?? ""] ?? "is about to be sent"
}

function duplicateText({ of, line }: Extract<ImportOutcome, { kind: "duplicate" }>): string {
  if (of === "line") return `the same token as in line ${line}`
  if (of === "user") return `line ${line} has a newer token of the same Xero user`
  if (of === "held") return "Tenantry has a newer token of the same Xero user"
  return of === "chain" ? "Tenantry holds this token" : "an earlier import sent this token"
}

function organisationsText({
  organisations,
  count,
}: Extract<ImportOutcome, { kind: "connected" }>): string {
  const shown = organisations.slice(0, 3).map((one) => one.name)
  const rest = count - shown.length
  return formatList(rest > 0 ? [...shown, formatAmount(rest, "other")] : shown)
}

const ENDS: Record<
  Exclude<
    ImportOutcome["kind"],
    "wrong" | "duplicate" | "connected" | "no_organisations" | "not_handed_over"
  >,
  OutcomeText
> = {
  other_app: {
    tone: "bad",
    word: "Wrong app",
    text: "the token was issued to another Xero app",
  },
  refused: {
    tone: "bad",
    word: "Refused",
    text: "Xero refused it: used already, ended, or issued to another Xero app",
  },
  identity_refused: { tone: "bad", word: "Refused", text: "Xero did not say whose sign-in it is" },
  interrupted: {
    tone: "bad",
    word: "Not sent",
    text: "the import was stopped: the database was taken over, or whoever started it may not import any more; import it again",
  },
  app_removed: {
    tone: "bad",
    word: "App removed",
    text: "its Xero app was removed here before Xero answered",
  },
  shut: { tone: "bad", word: "Not opened", text: "what was stored could not be opened" },
}

const NOT_HANDED_OVER: Record<Extract<ImportOutcome, { kind: "not_handed_over" }>["why"], string> =
  {
    taken_back: "the old installation has taken it back",
    claimed_before: "another installation has already claimed it",
    unknown: "the old installation does not know it",
  }

const TROUBLES: Record<string, string> = {
  unknown: "Xero did not answer; Tenantry tries again",
  not_sent: "Xero cannot be reached; Tenantry tries again",
  throttled: "Xero is limiting requests; Tenantry tries again",
  app_fault: "Xero refuses this app's client id or secret; Tenantry tries again",
  old_installation: "the old installation does not answer; Tenantry asks it again",
  questioned: "Xero refused it once after a lost answer; Tenantry asks again",
}

type OutcomeText = { tone: "good" | "warn" | "bad" | "neutral"; word: string; text: string }
