"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { type Obstacle, obstacleText } from "@/app/_words/service-answer-text"
import { drawAnew } from "@/app/draw-anew"
import { NEW_SERVICE_ENTRY, SERVICE_ENTRY } from "@/app/services/service-entry"
import { SERVICE_OPERATIONS } from "@/lib/contract/service-operations"
import { searchWords } from "@/lib/typed-text"
import { askAsMember, askWithEntries } from "@/web/ask-as-member"
import { askKeeper } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { entriesOf, requireEntries } from "@/web/form-entries"
import { type FormErrors, formErrorsOf } from "@/web/members/form-errors"
import { type Choices, listChoices } from "@/web/services/list-choices"

const SERVICE = z.object({ serviceId: z.guid() })
const SEEN = SERVICE_OPERATIONS.changeService.input.pick({ serviceId: true, seen: true }).required()

/** Creates a service. Only this answer ever holds its client secret. */
export async function createService(form: FormData): Promise<ServiceAnswer> {
  const outcome = await askWithEntries("createService", form, NEW_SERVICE_ENTRY)
  if (outcome.kind === "wrong_input") return outcome
  if (outcome.kind !== "created") return refused(outcome)
  drawAnew(outcome, "/services")
  const { serviceId, clientSecret } = outcome
  return { kind: "secret", serviceId, clientSecret }
}

/** Changes a service's settings. */
export async function changeService(form: FormData): Promise<ServiceAnswer> {
  const member = await requireMember("admin")
  const service = requireEntries(SEEN, form)
  const settings = SERVICE_ENTRY.safeParse(entriesOf(form))
  if (!settings.success) return { kind: "wrong_input", formErrors: formErrorsOf(settings.error) }
  const outcome = await askKeeper("changeService", member, { ...service, ...settings.data })
  return outcome.kind === "changed" ? done() : refused(outcome)
}

/** Creates a second client secret, shown only in this answer. */
export async function addSecret(form: FormData): Promise<ServiceAnswer> {
  const member = await requireMember("admin")
  const { serviceId } = requireEntries(SERVICE, form)
  const outcome = await askKeeper("addServiceSecret", member, { serviceId })
  if (outcome.kind !== "secret_added") return refused(outcome)
  drawAnew(outcome, "/services", "layout")
  return { kind: "secret", serviceId, clientSecret: outcome.clientSecret }
}

/** Removes a client secret. */
export async function removeSecret(form: FormData): Promise<ServiceAnswer> {
  const outcome = await askAsMember("removeServiceSecret", form)
  return outcome.kind === "secret_removed" ? done() : refused(outcome)
}

/** Stops a service until it is enabled again. */
export async function disableService(form: FormData): Promise<ServiceAnswer> {
  const outcome = await askAsMember("disableService", form)
  return outcome.kind === "service_disabled" ? done() : refused(outcome)
}

/** Lets a disabled service fetch again. */
export async function enableService(form: FormData): Promise<ServiceAnswer> {
  const outcome = await askAsMember("enableService", form)
  return outcome.kind === "service_enabled" ? done() : refused(outcome)
}

/** Ends a service for good. */
export async function revokeService(form: FormData): Promise<ServiceAnswer> {
  const outcome = await askAsMember("revokeService", form)
  return outcome.kind === "service_revoked" ? done() : refused(outcome)
}

/** Organisations whose name holds these words, to choose from. */
export async function searchChoices(words: string): Promise<Choices> {
  await requireMember("admin")
  return listChoices(searchWords.parse(words))
}

function done(): ServiceAnswer {
  revalidatePath("/services", "layout")
  return { kind: "done" }
}

function refused(outcome: Obstacle): ServiceAnswer {
  const kind = outcome.kind === "sudo_needed" ? outcome.kind : "failed"
  return { kind, text: obstacleText(outcome) }
}

export type ServiceAnswer =
  | { kind: "done" }
  | { kind: "secret"; serviceId: string; clientSecret: string }
  | { kind: "wrong_input"; formErrors: FormErrors }
  | { kind: "failed" | "sudo_needed"; text: string }
