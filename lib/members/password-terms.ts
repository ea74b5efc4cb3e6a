/** Characters of a password. Length is what counts: any character may stand in it, and none has to. */
export const PASSWORD_LENGTH = { least: 12, most: 256 } as const

/** What can be wrong with a new password; `lib/words/password-text` puts it into words. */
export const PASSWORD_PROBLEMS = ["too_short", "too_long", "known", "own_words"] as const

export type PasswordProblem = (typeof PASSWORD_PROBLEMS)[number]
