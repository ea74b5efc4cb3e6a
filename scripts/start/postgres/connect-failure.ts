import { escapeIdentifier } from "pg"
import type { DatabaseTarget } from "@/lib/db/database-url"

/** Why a database cannot be reached, and what to do, for the person at the terminal. */
export function describeFailure(cause: unknown, target: DatabaseTarget): string {
  const { message, code = "" } = cause as { message: string; code?: string }
  const advice = ADVICE[code]?.(target)
  const said = `refuses: ${message || code}.`.replace(/\.\.$/, ".")
  return advice === undefined ? said : `${said} ${advice}`
}

const untrusted = () =>
  "Its certificate is not trusted: name the authority's file in sslrootcert or NODE_EXTRA_CA_CERTS."

// Errors of PostgreSQL by SQLSTATE, of Node by its name.
const ADVICE: Record<string, (target: DatabaseTarget) => string> = {
  ECONNREFUSED: () => "Nothing listens there: is PostgreSQL started, and are host and port right?",
  ENOTFOUND: () => "Is the host's name right?",
  ENOENT: () => "There is no such socket: is PostgreSQL started?",
  "28P01": () => "Are the name and the password right?",
  "28000": ({ ssl }) =>
    ssl === false
      ? "Is the name right? A server that wants TLS needs sslmode=verify-full."
      : "Is the name right, and the client certificate?",
  "3D000": ({ database, user }) =>
    `Make it with: CREATE DATABASE ${escapeIdentifier(database)} OWNER ${escapeIdentifier(user)} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0`,
  "42501": ({ database, user }) =>
    `Run: GRANT CONNECT ON DATABASE ${escapeIdentifier(database)} TO ${escapeIdentifier(user)}`,
  "42704": () => "Tenantry needs PostgreSQL 14 or newer.",
  "08P01": () =>
    "Is it a pooler? Name PostgreSQL itself: a pooler drops LISTEN and session settings.",
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_HAS_EXPIRED: () => "Its certificate has expired.",
  ERR_TLS_CERT_ALTNAME_INVALID: () =>
    "Its certificate is for another name: use that name as host, or sslmode=verify-ca.",
}
