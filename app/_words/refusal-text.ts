/** What is said where a member was asked who they are and did not say. */
export const SUDO_NEEDED = {
  kind: "sudo_needed",
  text: "Nothing has changed, because you did not confirm that it is you.",
} as const

/** The answer where a form showed what is no longer so. */
export const CHANGED_MEANWHILE =
  "Somebody has changed this since you opened the page, so nothing was saved. Reload the page to see it, and make your change again."

/** The answer to any change while the database cannot store it. */
export const DISK_FULL =
  "The database's disk is full, so this could not be saved. An owner must free up space on it. Then try again."

/** Why the keeper did nothing, or may have, whatever it was asked. What needs a role, and what a copy may not do, differs. */
export const REFUSALS = {
  sudo_needed: SUDO_NEEDED.text,
  not_ready: "The keeper cannot do this right now. Nothing has changed. Try again in a moment.",
  disk_full: DISK_FULL,
  keeper_unreachable:
    "The keeper gave no answer. It may be restarting, and it may still have made the change. Look again in a moment.",
  keeper_failed:
    "The keeper failed at this, and its log says why. It may have made the change. Look before you try again.",
} as const

/** Why nothing came of an operation that else answers only that it was done; null where it was. */
export function problemOf(kind: string): string | null {
  return Object.hasOwn(PROBLEMS, kind) ? PROBLEMS[kind as keyof typeof PROBLEMS] : null
}

/** The same of every operation, where nothing more can be said of it. */
export const PROBLEMS = {
  ...REFUSALS,
  not_found: "This no longer exists. Reload the page.",
  forbidden: "Your role does not allow this. An owner can give you another role.",
  copied_database: "This database is a copy, so nothing has changed. An owner can take over first.",
}

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
