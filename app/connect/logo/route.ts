import { findLogo } from "@/web/links/link-settings"

/** The picture at the top of the page of a link, as an owner uploaded it. Whoever holds no link may see it, too. */
export async function GET(): Promise<Response> {
  const logo = await findLogo()
  if (logo === null) return new Response(null, { status: 404 })
  const headers = { "content-type": logo.type, "cache-control": "private, max-age=3600" }
  return new Response(logo.bytes, { headers })
}
