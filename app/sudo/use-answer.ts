"use client"

import { useState } from "react"
import { showTogether } from "@/app/_ui/forms/use-run"
import { useSudo } from "@/app/sudo/components"

/**
 * The last answer of an action, the action as a form or a dialog takes it, and how to forget the answer. The member proves who
 * they are where the action asks for it.
 */
export function useAnswer<G extends unknown[], A>(
  action: (...given: G) => Promise<A>,
): [answer: A | null, act: (...given: G) => Promise<void>, forget: () => void] {
  const sudo = useSudo()
  const [answer, setAnswer] = useState<A | null>(null)
  return [
    answer,
    async (...given) => showTogether(setAnswer, await sudo(action)(...given)),
    () => setAnswer(null),
  ]
}
