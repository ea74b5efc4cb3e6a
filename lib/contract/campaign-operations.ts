import { z } from "zod"
import { MOST_IN_A_JOB, selection } from "@/lib/contract/job-operations"
import { by, kind } from "@/lib/contract/operation"
import { notFound, throttled } from "@/lib/contract/outcomes"
import { email } from "@/lib/env-values"
import { LONGEST_NOTE, MOST_ADDRESSES, MOST_DAYS } from "@/lib/links/link-terms"
import { typedLines } from "@/lib/typed-text"

const campaignId = z.guid()
export const campaignPurpose = z.enum(["reconnect", "second_authoriser", "wider_scopes"])

/** Links for many with one note, by mail, with reminders. */
export const CAMPAIGN_OPERATIONS = {
  startCampaign: by("admin", { seals: true, sudo: "never" })
    .input(
      z.object({
        /** Chosen by whoever asks: the same one starts no second campaign. */
        campaignId,
        which: selection,
        /** What each link is for. */
        purpose: campaignPurpose,
        /**
         * Addresses for organisations whose Xero user's is not known, or another one than that. A second authoriser is somebody
         * else than the Xero user, so only these are asked to be one.
         */
        addresses: z.array(z.object({ tenantId: z.guid(), email })).max(MOST_ADDRESSES),
        note: typedLines(LONGEST_NOTE).nullable(),
        days: z.number().int().min(1).max(MOST_DAYS),
      }),
    )
    .output(
      /**
       * `links`: one for each sign-in, to its Xero user. `leftOut`: organisations whose Xero user's address is not known, or
       * that a link is out for already.
       */
      kind("started", {
        campaignId,
        links: z.number().int().max(MOST_IN_A_JOB),
        leftOut: z.number(),
      }),
      kind("other_number", { count: z.number() }),
      /** Nobody is left to write to. */
      kind("nobody_to_ask"),
      kind("no_mail_server"),
      /** The member has started too many within an hour. */
      throttled,
      notFound,
    ),
  stopReminders: by("admin", { seals: false, sudo: "never" })
    .input(z.object({ campaignId }))
    .output(kind("stopped"), notFound),
  /** The mails of links that are still wanted, where it is unclear whether they arrived. */
  sendUnclearAgain: by("admin", { seals: false, sudo: "never" })
    .input(z.object({ campaignId }))
    .output(kind("sending"), notFound),
} as const

export type CampaignOperationName = keyof typeof CAMPAIGN_OPERATIONS
export type CampaignPurpose = z.output<typeof campaignPurpose>
