import { isKnownPassword } from "@/lib/members/known-passwords"
import { PASSWORD_LENGTH, type PasswordProblem } from "@/lib/members/password-terms"

/** What a password may hold, but what counts for nothing in it, whoever it is of (OWASP ASVS 5.0, 6.2.11). */
const COMMON_WORDS = ["tenantry", "xero"]
const SHORTEST_WORD = 3
const LEAST_BESIDE_WORDS = 8

/**
 * What is wrong with a new password of this person, or null. The one rule for whoever sets a password, wherever: long enough,
 * not known to everybody, and with 8 characters or more beside their e-mail address, their name and the product's.
 */
export function judgePassword(password: string, person: Person): PasswordProblem | null {
  const plain = fold(password)
  const length = [...plain].length
  if (length < PASSWORD_LENGTH.least) return "too_short"
  if (length > PASSWORD_LENGTH.most) return "too_long"
  if (isKnownPassword(plain)) return "known"
  const beside = wordsOf(person).reduce((left, word) => left.replaceAll(word, ""), plain)
  return [...beside].length < LEAST_BESIDE_WORDS ? "own_words" : null
}

/** The whole address first, then its parts and the rest, the longest first. */
function wordsOf({ email, name }: Person): string[] {
  const address = fold(email)
  const parts = [address.replace(/\.[^.]*$/, ""), name, ...COMMON_WORDS]
    .flatMap((text) => fold(text).split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length >= SHORTEST_WORD)
    .sort((one, other) => other.length - one.length)
  return [address, ...parts]
}

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase()
}

type Person = { email: string; name: string }
