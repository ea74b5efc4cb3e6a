import { hash } from "node:crypto"

/**
 * A mark of a service's settings as a form shows them. The form sends it back, and where the settings are others by then,
 * nothing is changed: what somebody else has set meanwhile is told and not overwritten.
 */
export function seenService(settings: SeenSettings): string {
  const { name, reach, networks, rights, expiresAt, tenantIds } = settings
  const shown = [name, reach, networks, rights, expiresAt, [...tenantIds].sort()]
  return hash("sha256", JSON.stringify(shown), "hex")
}

type SeenSettings = {
  name: string
  reach: string
  networks: string[]
  rights: string[]
  expiresAt: Date | null
  tenantIds: string[]
}
