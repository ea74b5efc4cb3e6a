import type { ConnectionOptions } from "node:tls"
import type { Parameters } from "@/lib/db/url-parameters"
import { NO_PEM, readPem } from "@/lib/pem"

/**
 * How the connection is encrypted, or what is wrong. `require` and `verify-full` check the certificate's chain and name,
 * `verify-ca` the chain, `no-verify` nothing. Without `sslrootcert`, those count that Node trusts, NODE_EXTRA_CA_CERTS
 * included.
 */
export function tlsOf(parameters: Parameters): Tls | string {
  const { sslmode, sslrootcert, sslcert, sslkey, sslpassword } = parameters
  const files = { sslrootcert, sslcert, sslkey, sslpassword }
  const named = Object.entries(files).find(([, one]) => one !== undefined)?.[0]
  if (sslmode === "disable" && named !== undefined) {
    return `has ${named} and sslmode=disable. Take one of them out`
  }
  if ((sslcert === undefined) !== (sslkey === undefined)) {
    return "has one of sslcert and sslkey. Name both or neither"
  }
  if (sslmode === "disable" || (sslmode === undefined && named === undefined)) return false
  const [ca, cert, key] = [sslrootcert, sslcert, sslkey].map(readNamed)
  const unread = [ca, cert, key].indexOf(null)
  if (unread >= 0) {
    const name = ["sslrootcert", "sslcert", "sslkey"][unread]
    return `has a parameter ${name} that ${NO_PEM}`
  }
  return {
    rejectUnauthorized: sslmode !== "no-verify",
    ...(sslmode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
    ...(ca ? { ca } : {}),
    ...(cert && key ? { cert, key } : {}),
    ...(sslpassword ? { passphrase: sslpassword } : {}),
  }
}

/** Null for no such file; undefined where there is nothing to read. `system`: what Node trusts. */
function readNamed(path: string | undefined): string | null | undefined {
  return path === undefined || path === "system" ? undefined : readPem(path)
}

export type Tls =
  | false
  | Pick<
      ConnectionOptions,
      "rejectUnauthorized" | "checkServerIdentity" | "ca" | "cert" | "key" | "passphrase"
    >
