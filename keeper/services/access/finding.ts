/** What became of a chain that was just asked for a refresh. */
export type SignIn = "works" | "in_question" | "ended" | "not_answering"
/** What Xero was found to say of a grant. `listed`: the tenant ids; null where Xero did not say. */
export type Finding = { signIn: SignIn; listed: ReadonlySet<string> | null }
