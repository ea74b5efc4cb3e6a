import type { z } from "zod"
import {
  OPERATIONS,
  type OperationInput,
  type OperationName,
  type OperationOutput,
} from "@/lib/contract/operations"
import { askKeeper, type NoAnswer } from "@/web/ask-keeper"
import { requireMember } from "@/web/auth/require-member"
import { entriesOf, requireEntries } from "@/web/form-entries"
import { type FormErrors, formErrorsOf } from "@/web/members/form-errors"

/**
 * The first line of an action that asks the keeper for one operation: whoever is behind the request must have the role that the
 * contract names, and the form, where there is one, must hold what the contract takes; `schema` says how, where its fields
 * are not the same.
 */
export async function askAsMember<N extends MemberOperation>(
  name: N,
  form: FormData = new FormData(),
  schema?: z.ZodType<OperationInput<N>>,
): Promise<Answer<N>> {
  const member = await requireMember(OPERATIONS[name].role)
  const input = requireEntries(schema ?? OPERATIONS[name].input, form) as OperationInput<N>
  return askKeeper(name, member, input)
}

/** The same for what people type: `schema` reads it, and `wrong_input` says which fields it refuses and why. */
export async function askWithEntries<N extends MemberOperation>(
  name: N,
  form: FormData,
  schema: z.ZodType<OperationInput<N>>,
): Promise<Answer<N> | WrongInput> {
  const member = await requireMember(OPERATIONS[name].role)
  const entered = schema.safeParse(entriesOf(form))
  if (!entered.success) return { kind: "wrong_input", formErrors: formErrorsOf(entered.error) }
  return askKeeper(name, member, entered.data)
}

/** Those that nobody may ask for without being signed in. */
type MemberOperation = {
  [N in OperationName]: (typeof OPERATIONS)[N]["role"] extends "anyone" ? never : N
}[OperationName]
type Answer<N extends OperationName> = OperationOutput<N> | NoAnswer
export type WrongInput = { kind: "wrong_input"; formErrors: FormErrors }
