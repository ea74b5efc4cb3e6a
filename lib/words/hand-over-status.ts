/** How an organisation stands whose sign-in was exported for another installation; keyed as in `tenant-status.ts`. */
export const HAND_OVER_STANDINGS = {
  "paused:handed_over": {
    word: "Handed over",
    line: "Handed over to another installation",
    story:
      "An owner exported this sign-in for another installation, so Tenantry sends nothing to Xero for it and hands out no tokens. The other installation has not claimed it yet; until then an owner can take it back.",
    remedy: null,
  },
  "removed:moved": {
    word: "Moved",
    line: "Another installation has it",
    story:
      "Another installation has taken over this sign-in and keeps it connected. Its history stays here. If you reconnect it here, the sign-in of the other installation may end.",
    remedy: null,
  },
}

/** What became of a sign-in that works here no more, by the reason of its grant's end. */
export function endWord(endedReason: string | null): string {
  if (endedReason === "handed_over") return HAND_OVER_STANDINGS["paused:handed_over"].word
  return endedReason === "moved" ? HAND_OVER_STANDINGS["removed:moved"].word : "Ended"
}
