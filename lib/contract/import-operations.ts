import { z } from "zod"
import { by, kind, oneOf } from "@/lib/contract/operation"
import { notFound } from "@/lib/contract/outcomes"

const organisation = z.object({ tenantId: z.string(), name: z.string() })

/** Why a file could not be read at all. */
const unreadableFile = z.enum([
  "too_large",
  "not_utf8",
  "broken_json",
  "no_token_column",
  "two_token_columns",
  "too_many_rows",
  "no_tokens",
  /** The Xero app that was named does not exist here, or accepts no new sign-ins. */
  "no_such_app",
  /** It is a hand-over: no passphrase was given, it does not open with this one, or a later version made it. */
  "passphrase_needed",
  "hand_over_shut",
  "hand_over_version",
])

/** Why one row holds nothing that could be sent. */
const wrongRow = z.enum([
  "no_refresh_token",
  "access_token",
  "too_long",
  "too_short",
  "odd_characters",
  "too_many_fields",
  "open_quote",
  "not_recognised",
])

/**
 * What became of one row of an import, as kept in `ImportRow.outcome`. Only `connected`, `no_organisations`, `refused` and
 * `identity_refused` say that anything was sent.
 */
export const importOutcome = oneOf(
  kind("wrong", { why: wrongRow }),
  /**
   * The same token stands in another line, in an earlier import, or is one of Tenantry's own already; or another line has
   * a newer token of the same Xero user, or Tenantry has one (`held`).
   */
  kind("duplicate", {
    of: z.enum(["line", "user", "import", "chain", "held"]),
    line: z.number(),
  }),
  /** The file says that the token was issued to another Xero app. */
  kind("other_app"),
  /** `organisations`: the first of those that this Xero user's sign-in reaches; `count`: all of them. */
  kind("connected", {
    xeroUserName: z.string(),
    organisations: z.array(organisation),
    count: z.number(),
  }),
  /** The sign-in works but reaches no organisation. */
  kind("no_organisations", { xeroUserName: z.string() }),
  /** Xero refused it: used already, revoked, unused for 60 days, or another app's. */
  kind("refused"),
  /** Xero answered, but not whose sign-in it is. */
  kind("identity_refused", { reason: z.string() }),
  /**
   * The installation that it was handed over from took it back, gave it to another one, or knows nothing of it. Nothing was
   * sent to Xero.
   */
  kind("not_handed_over", {
    why: z.enum(["taken_back", "claimed_before", "unknown"]),
  }),
  /** What was stored cannot be opened; nothing was sent. */
  kind("shut"),
  /** Before Xero was asked, the database was copied and taken over, or whoever started the import was kept out. */
  kind("interrupted"),
  /** The Xero app that it was issued to was removed here before Xero had answered. */
  kind("app_removed"),
)

/** How web has refresh tokens brought in from elsewhere: read first, sent when a member says so. */
export const IMPORT_OPERATIONS = {
  readImport: by("admin", { seals: true, sudo: "never" })
    /** `xeroAppId`: the app that the tokens were issued to, if it is not the default one. */
    .input(
      z.object({
        fileName: z.string().max(1_000).nullable(),
        text: z.string(),
        xeroAppId: z.guid().optional(),
        /** Of a hand-over. */
        passphrase: z.string().max(1_000).optional(),
      }),
    )
    .output(kind("read", { importId: z.guid() }), kind("unreadable", { why: unreadableFile })),
  /** `hasStopped`: the member says that the program which used the tokens no longer refreshes them. */
  startImport: by("admin", { seals: true, sudo: "always" })
    .input(z.object({ importId: z.guid(), hasStopped: z.literal(true) }))
    .output(
      /** `tokens`: how many will be sent. */
      kind("started", { tokens: z.number() }),
      /** It is a hand-over. */
      kind("owner_needed"),
      notFound,
    ),
  /** Forgets a file that was read and not started. */
  discardImport: by("admin", { seals: false, sudo: "never" })
    .input(z.object({ importId: z.guid() }))
    .output(kind("discarded"), notFound),
} as const

export type ImportOutcome = z.output<typeof importOutcome>
export type UnreadableFile = z.output<typeof unreadableFile>
export type WrongReason = z.output<typeof wrongRow>
