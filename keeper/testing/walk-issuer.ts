import { createCookieJar } from "@/sandbox/cookie-jar"

/** Goes to the issuer and signs in there as a person, without a browser; returns the address of the way back, not fetched. */
export async function walkIssuer(authorizationUrl: string, subject: string): Promise<URL> {
  const jar = createCookieJar()
  async function step(url: URL, form?: URLSearchParams): Promise<URL> {
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { cookie: jar.headerFor(url) },
      ...(form && { method: "POST", body: form }),
    })
    jar.keep(url, answer)
    const location = answer.headers.get("location")
    if (location === null) throw new Error(`the issuer stopped: ${await answer.text()}`)
    await answer.body?.cancel()
    return new URL(location, url)
  }
  const page = await step(new URL(authorizationUrl))
  const resume = await step(page, new URLSearchParams({ subject }))
  return step(resume)
}
