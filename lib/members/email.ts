/** An e-mail address as it is stored and compared: one way of writing each character, in lower case, nothing around it. */
export function normalEmail(entered: string): string {
  return entered.normalize("NFKC").trim().toLowerCase()
}
