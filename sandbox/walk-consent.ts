import { type CookieJar, createCookieJar } from "@/sandbox/cookie-jar"
import { AUTHORIZE_PATH, CONSENT_PATH } from "@/sandbox/identity/paths"

/**
 * Walks through the sandbox's consent screens without a browser, as a Xero user, and returns the callback URL, which
 * is not fetched. If the screens do not lead there (an error page, a refused choice), it throws with the page's text.
 */
export async function walkConsent(walk: ConsentWalk): Promise<URL> {
  const jar = createCookieJar()
  const authorizationUrl = new URL(walk.authorizationUrl)
  const consentUrl = await follow(jar, authorizationUrl)
  if (!consentUrl.pathname.startsWith(CONSENT_PATH)) throw new Error(`no consent at ${consentUrl}`)
  const user = new URLSearchParams({ xeroUserId: walk.xeroUserId })
  await follow(jar, new URL(`${consentUrl.pathname}/user`, consentUrl), user)
  const resumeUrl = await follow(jar, consentUrl, choiceForm(walk.choose))
  return resumeUrl.pathname.startsWith(`${AUTHORIZE_PATH}/`) ? follow(jar, resumeUrl) : resumeUrl
}

function choiceForm(choose: ConsentWalk["choose"]): URLSearchParams {
  if (choose === "continue" || choose === "cancel") return new URLSearchParams({ action: choose })
  const tenantIds = Array.isArray(choose) ? choose : [choose]
  const form = new URLSearchParams({ action: "allow" })
  for (const tenantId of tenantIds) form.append("tenantId", tenantId)
  return form
}

/** One step: sends what the browser would send and returns the address of the redirect. */
async function follow(jar: CookieJar, url: URL, form?: URLSearchParams): Promise<URL> {
  const answer = await jar.ask(url, form)
  const location = answer.headers.get("location")
  if (location === null) throw new Error(`the sandbox stopped the walk: ${await pageText(answer)}`)
  await answer.body?.cancel()
  return new URL(location, url)
}

async function pageText(answer: Response): Promise<string> {
  const markup = await answer.text()
  const main = /<main>(.*)<\/main>/s.exec(markup)?.[1] ?? markup
  return `${answer.status} ${main.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ")}`
}

export type ConsentWalk = {
  authorizationUrl: string | URL
  xeroUserId: string
  /** A tenant id (several with bulk connect), the Continue button, or Cancel. */
  choose: string | string[] | "continue" | "cancel"
}
