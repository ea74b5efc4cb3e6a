/** Asks one origin as a browser would, and keeps its cookies by path; enough for screens of tests and of the sandbox. */
export function createCookieJar(): CookieJar {
  let cookies: Cookie[] = []
  return {
    async ask(url, form) {
      const answer = await fetch(url, {
        redirect: "manual",
        headers: { cookie: headerFor(cookies, url) },
        ...(form && { method: "POST", body: form }),
      })
      for (const line of answer.headers.getSetCookie()) {
        const cookie = parseCookie(line, url)
        cookies = cookies.filter(({ name, path }) => name !== cookie.name || path !== cookie.path)
        if (!cookie.expired) cookies.push(cookie)
      }
      return answer
    },
  }
}

function headerFor(cookies: Cookie[], { pathname }: URL): string {
  return cookies
    .filter(({ path }) => pathname === path || pathname.startsWith(path.replace(/\/?$/, "/")))
    .map(({ name, value }) => `${name}=${value}`)
    .join("; ")
}

function parseCookie(line: string, url: URL): Cookie {
  const [pair = "", ...attributes] = line.split("; ")
  const [name = "", ...value] = pair.split("=")
  const path = attributes.find((each) => /^path=/i.test(each))?.slice("path=".length)
  return {
    name,
    value: value.join("="),
    path: path ?? url.pathname,
    expired: /; (max-age=0|expires=Thu, 01 Jan 1970)/i.test(line),
  }
}

type Cookie = { name: string; value: string; path: string; expired: boolean }
export type CookieJar = {
  /** Follows no redirect; posts a form if there is one. */
  ask(url: URL, form?: URLSearchParams): Promise<Response>
}
