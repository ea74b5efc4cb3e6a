import { readVisitor } from "@/app/connect/read-visitor"
import { askKeeper } from "@/web/ask-keeper"

/** A person has touched the page of a link, which no scanner of mails does. From now on the browser's cookie holds the token. */
export async function POST(request: Request): Promise<Response> {
  const token = await readVisitor(request)
  const { kind } = await askKeeper("openLink", null, { token })
  return new Response(null, { status: kind === "opened" ? 204 : 404 })
}
