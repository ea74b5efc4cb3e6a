import { readVisitor, showLink } from "@/app/connect/read-visitor"
import { seeOther } from "@/app/see-other"
import { askKeeper } from "@/web/ask-keeper"

/** The holder of a link says no. */
export async function POST(request: Request): Promise<Response> {
  const token = await readVisitor(request)
  const declined = await askKeeper("declineLink", null, { token })
  const isOver = declined.kind === "declined" || declined.kind === "gone"
  return seeOther(isOver ? "/connect" : `/connect?problem=${declined.kind}`)
}

export const GET = showLink
