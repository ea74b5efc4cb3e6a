import { PASSWORD_LENGTH, type PasswordProblem } from "@/lib/members/password-terms"

/** What is wrong with a new password, as the end of a sentence that begins with what it is for. */
export const PASSWORD_TEXT: Record<PasswordProblem, string> = {
  too_short: `must have ${PASSWORD_LENGTH.least} characters or more`,
  too_long: `must have ${PASSWORD_LENGTH.most} characters or fewer`,
  known: "is too easy to guess: many people use it, or one that is almost the same",
  own_words:
    "is too easy to guess: apart from your name, your e-mail address and “Tenantry”, too little is left of it",
}
