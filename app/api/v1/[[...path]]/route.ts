import { passOn } from "@/web/services/pass-on"

/** What services ask about organisations. The keeper answers, wrong methods included. */
export function GET(request: Request): Promise<Response> {
  return passOn(request)
}

export const HEAD = GET
export const POST = GET
export const PUT = GET
export const PATCH = GET
export const DELETE = GET
export const OPTIONS = GET
