import type { Metadata } from "next"
import { NoticePage } from "@/app/_ui/frame/notice-page"

export const metadata: Metadata = { title: "Not allowed" }

export default function ForbiddenPage() {
  return (
    <NoticePage title="Your role does not allow this">
      Some pages and actions are only for admins or owners. An owner can give you another role under
      Settings.
    </NoticePage>
  )
}
