/** A dozen organisations, one to reconnect; numbers are indexes into `ORGANISATIONS`. */
export const TYPICAL: ConsentCase[] = [
  { organisations: [0, 1, 2] },
  { organisations: [3], ended: "refused", consentedDaysAgo: 90 },
  { organisations: [5, 9], consentedDaysAgo: 41 },
  { organisations: [6, 8] },
]

/** Every status. */
export const BROKEN: ConsentCase[] = [
  { organisations: [0, 1, 2], goneInXero: 1 },
  { organisations: [3], ended: "refused", consentedDaysAgo: 90 },
  { organisations: [4], ended: "expired", validForDays: -3, consentedDaysAgo: 200 },
  { organisations: [5, 9], ended: "revoked" },
  { organisations: [6], validForDays: 6, consentedDaysAgo: 300 },
  { organisations: [7], failing: true },
  { organisations: [8], checkFailing: true },
  { organisations: [10], strikes: 1, failing: true },
  { organisations: [11], otherApp: true },
  { organisations: [12, 13], removed: 13 },
]

export type ConsentCase = {
  organisations: number[]
  consentedDaysAgo?: number
  validForDays?: number
  ended?: "refused" | "expired" | "revoked"
  goneInXero?: number
  removed?: number
  strikes?: number
  failing?: boolean
  checkFailing?: boolean
  otherApp?: boolean
}
