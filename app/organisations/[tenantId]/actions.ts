"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { type Answer, answerOf, answerOfEnding } from "@/app/organisations/operation-text"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"

const TENANT = z.object({ tenantId: z.guid() })
const GRANT = z.object({ grantId: z.guid() })

/** Runs the refresh chain of the consent that reaches this organisation. */
export async function refreshNow(form: FormData): Promise<Answer> {
  const { memberId } = await requireMember("admin")
  return told(await askKeeper("refreshGrant", memberId, TENANT.parse(Object.fromEntries(form))))
}

/** Asks Xero whether the organisation is still connected. */
export async function checkNow(form: FormData): Promise<Answer> {
  const { memberId } = await requireMember("admin")
  return told(await askKeeper("checkTenant", memberId, TENANT.parse(Object.fromEntries(form))))
}

/** Ends this organisation's connections at Xero; others of the same consent keep working. */
export async function disconnect(form: FormData): Promise<Answer> {
  const { memberId } = await requireMember("admin")
  const tenant = TENANT.parse(Object.fromEntries(form))
  return told(await askKeeper("disconnectTenant", memberId, tenant), answerOfEnding)
}

/** Ends the whole consent at Xero, and with it every organisation that it covers. */
export async function revokeConsent(form: FormData): Promise<Answer> {
  const { memberId } = await requireMember("admin")
  const grant = GRANT.parse(Object.fromEntries(form))
  return told(await askKeeper("revokeGrant", memberId, grant), answerOfEnding)
}

// The status of siblings may have changed too, so the list and every organisation's page are read anew.
function told(outcome: Parameters<typeof answerOf>[0], inWords = answerOf): Answer {
  revalidatePath("/organisations", "layout")
  return inWords(outcome)
}
