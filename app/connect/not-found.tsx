import type { Metadata } from "next"
import { LinkFrame } from "@/app/connect/frame"

export const metadata: Metadata = { title: { absolute: "This link does not work" } }

/** The same for an unknown and a malformed link. */
export default function NoLinkPage() {
  return (
    <LinkFrame title="This link does not work">
      <p>
        The address may be cut off or incomplete. Open the link once more from the message that
        brought it to you, or ask whoever sent it for a new one.
      </p>
    </LinkFrame>
  )
}
