import { passOn } from "@/web/services/pass-on"

/** RFC 6749 §4.4: services fetch access tokens here. The keeper answers, wrong methods included. */
export function POST(request: Request): Promise<Response> {
  return passOn(request)
}

export const GET = POST
export const HEAD = POST
export const PUT = POST
export const PATCH = POST
export const DELETE = POST
export const OPTIONS = POST
