import type { Metadata } from "next"
import { NoticePage } from "@/app/_ui/frame/notice-page"

export const metadata: Metadata = { title: "Not found" }

export default function NotFoundPage() {
  return (
    <NoticePage title="Page not found">
      The address may be wrong, or the page no longer exists.
    </NoticePage>
  )
}
