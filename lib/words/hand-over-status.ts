/** How an organisation stands whose sign-in was exported for another installation; keyed as in `tenant-status.ts`. */
export const HAND_OVER_STANDINGS = {
  "paused:handed_over": {
    word: "Handed over",
    line: "Handed over to another installation",
    story:
      "An owner exported this sign-in to another installation, so this one no longer uses it and services get no tokens for it. Until the other installation claims it, an owner can take it back.",
    remedy: null,
  },
  "removed:moved": {
    word: "Moved",
    line: "Another installation has it",
    story:
      "Another installation has taken over this sign-in and keeps it connected. Its history stays here. If you reconnect it here, it may stop working there.",
    remedy: null,
  },
}

/** What became of a sign-in that works here no more, by the reason of its grant's end. */
export function endWord(endedReason: string | null): string {
  if (endedReason === "handed_over") return HAND_OVER_STANDINGS["paused:handed_over"].word
  return endedReason === "moved" ? HAND_OVER_STANDINGS["removed:moved"].word : "Ended"
}
