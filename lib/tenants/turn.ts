/**
 * The order in which an organisation's authorisers are used, over the columns of the view "ConnectionStanding": the best
 * standing first, then the place that members gave them. prisma/views/tenant-overview.sql has the same.
 */
export const TURN = `"rank", "place", "consentedAt" DESC, "grantId"`

/** Over the same columns: the foremost of the connections that one Xero user has to an organisation, through however many apps. */
export const FOREMOST = `first_value(ROW("place", -extract(epoch FROM "consentedAt"), "grantId"))
  OVER (PARTITION BY "tenantId", "counts", "xeroUserId" ORDER BY "place", "consentedAt" DESC, "grantId")`

/** Over these and "foremost": which of the organisation's authorisers the Xero user is, from 1. */
export const NUMBER = `(dense_rank() OVER (PARTITION BY "tenantId", "counts" ORDER BY "foremost"))::int`

/** "first", "second", "third" … as in "its second authoriser". */
export function ordinalWord(number: number): string {
  return WORDS[number - 1] ?? `${number}th`
}

const WORDS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
