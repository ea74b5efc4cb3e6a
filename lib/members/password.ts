import { hash, verify } from "@node-rs/argon2"

// OWASP Password Storage Cheat Sheet, first of its equal argon2id settings: 19 MiB, two passes, one lane. The package's
// default algorithm is argon2id.
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The password as a PHC string of argon2id with its own salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), ARGON2ID)
}

/**
 * Whether the password belongs to the hash. Without a hash it works just as long and says no, so that time does not tell
 * which e-mail addresses are members.
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
): Promise<boolean> {
  return (await matchPassword(passwordHash, password)) !== "differs"
}

/** The same, and whether the hash is of the password as it was typed: then it wants to be stored anew. */
export async function matchPassword(
  passwordHash: string | null,
  password: string,
): Promise<PasswordMatch> {
  const against = passwordHash ?? (await nobodysHash())
  const isNormal = await verify(against, normal(password))
  const asTyped = normal(password) === password ? isNormal : await verify(against, password)
  if (passwordHash === null) return "differs"
  if (isNormal) return "matches"
  return asTyped ? "matches_as_typed" : "differs"
}

// NIST SP 800-63B §5.1.1.2: keyboards and systems write one character in several ways. Earlier versions did not do this.
function normal(password: string): string {
  return password.normalize("NFKC")
}

let nobodys: Promise<string> | undefined

function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword("nobody's password")
  return nobodys
}

export type PasswordMatch = "matches" | "matches_as_typed" | "differs"
