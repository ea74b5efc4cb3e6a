import { z } from "zod"

/** What is wrong with a form, one sentence a field. */
export function formErrorsOf(error: z.ZodError): FormErrors {
  const { fieldErrors } = z.flattenError(error)
  const sentences = Object.entries<string[] | undefined>(fieldErrors).flatMap(([name, said]) =>
    said?.[0] === undefined ? [] : [[name, `This ${said[0]}.`]],
  )
  return Object.fromEntries(sentences)
}

/** A form's text field as it was sent, to show it again. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === "string" ? value : ""
}

export type FormErrors = Partial<Record<string, string>>
