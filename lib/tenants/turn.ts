/**
 * The order in which an organisation's authorisers are used, over the columns of the view "ConnectionStanding": the best
 * standing first, then the place that members gave them. prisma/views/tenant-overview.sql has the same.
 */
export const TURN = `"rank", "place", "consentedAt" DESC, "grantId"`

/** "first", "second", "third" … as in "its second authoriser". */
export function ordinalWord(number: number): string {
  return WORDS[number - 1] ?? `${number}th`
}

const WORDS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
