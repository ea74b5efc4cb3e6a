import { createTally, type Tally } from "@/keeper/numbers/tally"

/** What one keeper has counted since it started. */
export function createNumbers(): Numbers {
  return {
    tokenAnswers: createTally(["ok", "temporarily_unavailable"]),
    cacheHits: 0,
    cacheMisses: 0,
    xeroRequests: new Map([["refresh", createTally(["ok", "unknown"])]]),
    deliveries: createTally(["delivered"]),
    workFailures: 0,
  }
}

export type Numbers = {
  /** Answers of `/oauth/token`, by `ok` or the refusal's code. */
  tokenAnswers: Tally
  /** Fetches that were answered from memory, and those that had to read or refresh first. */
  cacheHits: number
  cacheMisses: number
  /** Requests to Xero, by what was asked; each by how it was judged. */
  xeroRequests: Map<string, Tally>
  /** Attempts to deliver an alert, by outcome. */
  deliveries: Tally
  /** Background work that failed, whatever the reason. */
  workFailures: number
}
