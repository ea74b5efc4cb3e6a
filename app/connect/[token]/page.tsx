import type { Metadata } from "next"
import { LinkScreen } from "@/app/connect/link-screen"

export const metadata: Metadata = { title: { absolute: "Connect to Xero" } }

/** Where a link leads to. It only reads, so that a mail's scanner changes nothing. */
export default async function LinkPage({ params }: LinkPageProps) {
  const { token } = await params
  return <LinkScreen token={token} consentId={null} problem={null} />
}

type LinkPageProps = { params: Promise<{ token: string }> }
