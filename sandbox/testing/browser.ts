import { createCookieJar } from "@/sandbox/cookie-jar"

/** Opens the consent screens as a browser without script would: cookies kept, forms sent by hand. */
export async function openConsent(authorizationUrl: string): Promise<ConsentBrowser> {
  const jar = createCookieJar()
  let url = new URL(authorizationUrl)
  let current: ConsentPage

  function send(target: URL, form?: Record<string, string>): Promise<Response> {
    return jar.ask(target, form && new URLSearchParams(form))
  }
  async function load(target: URL, form?: Record<string, string>): Promise<ConsentPage> {
    const answer = await send(target, form)
    const location = answer.headers.get("location")
    if (location !== null) return load(new URL(location, target))
    if (!form) url = target
    current = await readPage(answer)
    return current
  }
  current = await load(url)
  return {
    get page() {
      return current
    },
    open: (next) => load(new URL(next)),
    logInAs: (xeroUserId, { remember = false } = {}) =>
      load(new URL(`${url.pathname}/user`, url), {
        xeroUserId,
        ...(remember && { remember: "true" }),
      }),
    switchPerson: () => load(new URL(`${url.pathname}/switch`, url), {}),
    submit: async (form) => readPage(await send(url, form)),
    followToCallback: async (form) => {
      const answer = await send(url, form)
      const resumed = await send(new URL(answer.headers.get("location") ?? "", url))
      return new URL(resumed.headers.get("location") ?? "")
    },
  }
}

async function readPage(answer: Response): Promise<ConsentPage> {
  const markup = await answer.text()
  const offered = [...markup.matchAll(/<option value="([^"]+)"/g)].map(([, value]) => value ?? "")
  return { status: answer.status, headers: answer.headers, markup, offered }
}

export type ConsentPage = {
  status: number
  headers: Headers
  markup: string
  /** Tenant ids in the drop-down. */
  offered: string[]
}
export type ConsentBrowser = {
  readonly page: ConsentPage
  open: (authorizationUrl: string) => Promise<ConsentPage>
  logInAs: (xeroUserId: string, how?: { remember?: boolean }) => Promise<ConsentPage>
  switchPerson: () => Promise<ConsentPage>
  /** Sends the consent form without following a redirect. */
  submit: (form: Record<string, string>) => Promise<ConsentPage>
  followToCallback: (form: Record<string, string>) => Promise<URL>
}
