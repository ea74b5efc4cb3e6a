"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { openBrowserSession } from "@/lib/auth/browser-session"
import { email, password } from "@/lib/env-values"
import { memberName } from "@/lib/members/member-name"
import { type Mistakes, mistakesOf, textOf } from "@/lib/members/mistakes"
import { completeSetup } from "@/lib/members/setup"

const ENTERED = z.object({ code: z.string(), name: memberName, email, password })

/** Makes the first owner and signs them in; the one-time code is the guard here, for nobody is a member yet. */
export async function createOwner(_previous: SetupAnswer, form: FormData): Promise<SetupAnswer> {
  const entered = ENTERED.safeParse(Object.fromEntries(form))
  if (!entered.success) {
    const [name, mail] = [textOf(form, "name"), textOf(form, "email")]
    return { mistakes: mistakesOf(entered.error), name, email: mail }
  }
  const claim = await completeSetup(entered.data)
  if (claim.kind === "done") redirect("/sign-in")
  if (claim.kind === "other_code") redirect("/setup")
  await openBrowserSession(claim.memberId)
  redirect("/organisations")
}

export type SetupAnswer = { mistakes: Mistakes; name: string; email: string }
