import { webEnv } from "@/lib/env"

/** The address to send to the invited person. */
export function inviteLink(token: string): string {
  return `${webEnv().APP_URL}/invitations/${token}`
}
