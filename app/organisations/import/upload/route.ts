import { z } from "zod"
import { PROBLEMS } from "@/app/_words/refusal-text"
import { UNREADABLE_FILES } from "@/lib/words/import-text"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"

/**
 * Passes a file of refresh tokens on to the keeper. It is held in memory until the keeper has it; nothing of it is written
 * down here, and the answer names the import alone.
 */
export async function POST(request: Request): Promise<Response> {
  const member = await requireMember("admin")
  const { searchParams } = new URL(request.url)
  const fileName = searchParams.get("name")?.slice(0, 1_000) ?? null
  const xeroAppId = z
    .guid()
    .optional()
    .catch(undefined)
    .parse(searchParams.get("app") ?? undefined)
  const passphrase = decode(request.headers.get("import-passphrase"))
  const text = await request.text()
  const outcome = await askKeeper("readImport", member, {
    fileName,
    text,
    xeroAppId,
    passphrase,
  })
  if (outcome.kind === "read") return Response.json({ importId: outcome.importId })
  const problem =
    outcome.kind === "unreadable" ? UNREADABLE_FILES[outcome.why] : PROBLEMS[outcome.kind]
  return Response.json({ problem })
}

function decode(text: string | null): string | undefined {
  try {
    return text === null ? undefined : decodeURIComponent(text).slice(0, 1_000)
  } catch {
    return undefined
  }
}
