import { readVisitor, showLink } from "@/app/connect/read-visitor"
import { seeOther } from "@/app/see-other"
import { askKeeper } from "@/web/ask-keeper"
import { visitPath } from "@/web/links/visitor"

/** The holder of a link says no. */
export async function POST(request: Request): Promise<Response> {
  const token = await readVisitor(request)
  const { kind } = await askKeeper("declineLink", null, { token })
  const isOver = kind === "declined" || kind === "gone"
  return seeOther(visitPath(token, isOver ? {} : { problem: kind }))
}

export const GET = showLink
