import { hash, verify } from "@node-rs/argon2"

// OWASP Password Storage Cheat Sheet, first of its equal argon2id settings: 19 MiB, two passes, one lane. The package's
// default algorithm is argon2id.
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The password as a PHC string of argon2id with its own salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2ID)
}

/**
 * Whether the password belongs to the hash. Without a hash it works just as long and says no, so that time does not tell
 * which e-mail addresses are members.
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
): Promise<boolean> {
  if (passwordHash !== null) return verify(passwordHash, password)
  await verify(await nobodysHash(), password)
  return false
}

let nobodys: Promise<string> | undefined

function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword("nobody's password")
  return nobodys
}
