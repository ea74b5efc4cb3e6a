import { readVisitor, showLink } from "@/app/connect/read-visitor"
import { seeOther } from "@/app/see-other"
import { askKeeper } from "@/web/ask-keeper"
import { visitPath } from "@/web/links/visitor"

/** The holder of an expired link asks for a new one. */
export async function POST(request: Request): Promise<Response> {
  const token = await readVisitor(request)
  const { kind } = await askKeeper("askForLink", null, { token })
  return seeOther(visitPath(token, kind === "not_expired" ? {} : { asked: kind }))
}

export const GET = showLink
