/** What is said where a member was asked who they are and did not say. */
export const SUDO_NEEDED = {
  kind: "sudo_needed",
  text: "Nothing has changed, because you did not confirm that it is you.",
} as const
