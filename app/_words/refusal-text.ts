/** What is said where a member was asked who they are and did not say. */
export const SUDO_NEEDED = {
  kind: "sudo_needed",
  text: "Nothing has changed, because you did not confirm that it is you.",
} as const

/** The answer to any change while the database cannot store it. */
export const DISK_FULL =
  "The database's disk is full, so this could not be saved. An owner must free up space on it. Then try again."

/** Why the keeper did nothing, or may have, whatever it was asked. What needs a role, and what a copy may not do, differs. */
export const REFUSALS = {
  sudo_needed: SUDO_NEEDED.text,
  not_ready: "The keeper cannot do this right now. Nothing has changed. Try again in a moment.",
  disk_full: DISK_FULL,
  keeper_unreachable:
    "The keeper gave no answer. It may be restarting, or it failed at this: then its log says why. It may still have made the change. Look again in a moment.",
} as const

/** Those that are the same on the list of organisations and on the page of one. */
export const REFUSAL_BANNERS = {
  sudo_needed: { tone: "info", title: "Not confirmed", ...SUDO_NEEDED },
  disk_full: { tone: "danger", title: "Not stored", text: DISK_FULL },
  copied_database: {
    tone: "danger",
    title: "This database is a copy",
    text: "Another installation may use the same sign-ins, so nothing was sent to Xero. If none does, an owner can take over.",
  },
} as const
