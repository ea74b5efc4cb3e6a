import { type APIResponse, expect } from "playwright/test"

/** What libraries say of themselves. */
export const OF_LIBRARIES =
  /[Pp]risma|Invalid `|\bat \/|at async|node_modules|[Pp]ostgres|ECONN|ZodError|SyntaxError|TypeError/

/** No library's word in the answer, nor in the address that it leads to. */
export async function expectOurWords(answer: APIResponse, what: string): Promise<void> {
  const { location = "", "x-action-redirect": next = "" } = answer.headers()
  expect(findWord(decodeURIComponent(location + next)), what).toBeNull()
  expect(findWord(await answer.text()), what).toBeNull()
}

/** With what stands around it. */
function findWord(text: string): string | null {
  const at = text.search(OF_LIBRARIES)
  return at < 0 ? null : text.slice(Math.max(0, at - 40), at + 80)
}
