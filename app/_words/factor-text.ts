import { DISK_FULL } from "@/app/_words/refusal-text"

/** Why a passkey, a code or a second factor did not do, in words. */
export const FACTOR_TEXTS = {
  wrong_code:
    "This code is wrong, too old, or was used before. Type the one that the app shows now.",
  wrong_recovery_code: "This is not one of your recovery codes, or it was used before.",
  wrong_passkey: "This passkey did not work. Try again, or use another way.",
  no_passkey: "No passkey was used. Try again, or use another way.",
  passkey_copied:
    "This passkey was refused because its use counter went backwards, so someone may have a copy of it. Use another way, remove the passkey in the settings, and tell an owner.",
  last_way:
    "This passkey is your only way to sign in. Set a password or add another passkey first.",
  not_now: "The keeper does not answer. Try again in a moment.",
} as const

/** Why the keeper did nothing of what was asked. */
export function notNowText(kind: string): string {
  if (kind === "keeper_failed") return "The keeper failed at this, and its log says why."
  return kind === "disk_full" ? DISK_FULL : FACTOR_TEXTS.not_now
}
