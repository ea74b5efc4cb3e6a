import { webEnv } from "@/lib/env"

/** The address to hand to whoever was invited. */
export function inviteLink(token: string): string {
  return `${webEnv().APP_URL}/invitations/${token}`
}
