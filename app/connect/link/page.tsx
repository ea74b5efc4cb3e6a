import type { Metadata } from "next"
import { LinkScreen } from "@/app/connect/link-screen"
import { askedLinkToken } from "@/web/auth/request-facts"

export const metadata: Metadata = { title: { absolute: "Connect to Xero" } }

/** Where `/connect/{token}` leads to. It only reads, so that a mail's scanner changes nothing. */
export default async function LinkPage() {
  return <LinkScreen token={await askedLinkToken()} consentId={null} problem={null} />
}
