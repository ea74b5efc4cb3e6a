import { type CookieJar, createCookieJar } from "@/sandbox/cookie-jar"

/**
 * Goes to the issuer and signs in there as a person, without a browser; returns the address of the way back, not fetched.
 * `jar`: the browser's cookies, to sign out there later.
 */
export async function walkIssuer(
  authorizationUrl: string,
  subject: string,
  jar = createCookieJar(),
): Promise<URL> {
  const page = await follow(jar, new URL(authorizationUrl))
  const resume = await follow(jar, page, new URLSearchParams({ subject }))
  return follow(jar, resume)
}

/** Signs whoever has these cookies out at the issuer, which then tells its clients (RP-Initiated Logout 1.0 §2). */
export async function signOutAtIssuer(issuer: string, jar: CookieJar): Promise<void> {
  const page = new URL("/session/end", issuer)
  const shown = await jar.ask(page)
  const [, xsrf = ""] = /name="xsrf" value="(\w+)"/.exec(await shown.text()) ?? []
  const form = new URLSearchParams({ xsrf, logout: "yes" })
  await follow(jar, new URL("/session/end/confirm", issuer), form)
}

async function follow(jar: CookieJar, url: URL, form?: URLSearchParams): Promise<URL> {
  const answer = await jar.ask(url, form)
  const location = answer.headers.get("location")
  if (location === null) throw new Error(`the issuer stopped: ${await answer.text()}`)
  await answer.body?.cancel()
  return new URL(location, url)
}
