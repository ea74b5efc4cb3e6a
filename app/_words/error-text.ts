/** What the page of an error says. `message`: what the server in front of the pages answered an action, or a library's word. */
export function errorText(message: string): { title: string; text: string } {
  const [, title, text] = OURS.exec(message) ?? []
  return title === undefined || text === undefined ? UNKNOWN : { title, text }
}

// Tenantry's own sentences while the database is away, and no one else's.
const OURS = /^(Tenantry cannot reach its database)\. (.+)$/s

// It stands in for a page and for the answer to an action alike, so it cannot say that nothing was done.
const UNKNOWN = {
  title: "Something went wrong",
  text: "Tenantry could not show this page. If you were changing something, the change may have been made all the same, so check before you try again. If this happens again, the log says why.",
}
