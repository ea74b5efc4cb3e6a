import { randomUUID } from "node:crypto"
import { jsonAnswer, type SandboxAnswer } from "@/sandbox/http/answers"
import { switchesOf, type World } from "@/sandbox/world/world"

const TITLES = { 401: "Unauthorized", 403: "Forbidden", 404: "NotFound" } as const

/** An error of api.xero.com, in either of its two casings (docs/xero.md §1.9). */
export function problemAnswer(
  world: World,
  { status, detail }: { status: keyof typeof TITLES; detail: string },
): SandboxAnswer {
  const title = TITLES[status]
  const instance = randomUUID()
  if (switchesOf(world).problemCase === "lower") {
    return jsonAnswer(status, { type: null, title, status, detail, instance })
  }
  return jsonAnswer(status, {
    Type: null,
    Title: title,
    Status: status,
    Detail: detail,
    Instance: instance,
    Extensions: {},
  })
}
