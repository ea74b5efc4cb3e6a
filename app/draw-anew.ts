import { revalidatePath } from "next/cache"

/**
 * Draws pages anew after an action, unless its answer is that nothing has changed: what it was about is gone, over or refused.
 * Then its row and the dialog in it stay, with the answer and what was typed.
 */
export function drawAnew(answer: { kind: string }, path: string, type?: "layout" | "page"): void {
  if (!CHANGED_NOTHING.has(answer.kind)) revalidatePath(path, type)
}

const CHANGED_NOTHING = new Set([
  "not_found",
  "gone",
  "link_over",
  "refused",
  "sudo_needed",
  "changed_meanwhile",
])
