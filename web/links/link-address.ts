import { webEnv } from "@/lib/env"

/** The address that a person outside opens. */
export function linkAddress(token: string): string {
  return `${webEnv().APP_URL}/connect/${token}`
}
