/** 303 to a page of this site, or to Xero; nothing is added to the address, so its escapes stay as they are. */
export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location } })
}
