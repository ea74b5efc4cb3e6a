import { isIP } from "node:net"
import { webEnv } from "@/lib/env"
import { db } from "@/web/db"

/** Whether anybody has a passkey here: before, the sign-in page offers none. */
export async function hasPasskeys(): Promise<boolean> {
  return (await db().passkey.findFirst({ select: { id: true } })) !== null
}

/** Whether browsers make passkeys for this installation: they do for host names, and never for an IP address. */
export function canMakePasskeys(): boolean {
  const { hostname } = new URL(webEnv().APP_URL)
  return isIP(hostname.replace(/[[\]]/g, "")) === 0
}
