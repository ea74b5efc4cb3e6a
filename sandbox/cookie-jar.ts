/** Keeps cookies for one origin as a browser would, by path; enough for the sandbox's own screens. */
export function createCookieJar(): CookieJar {
  let cookies: Cookie[] = []
  return {
    keep: (url, answer) => {
      for (const line of answer.headers.getSetCookie()) {
        const cookie = parseCookie(line, url)
        cookies = cookies.filter(({ name, path }) => name !== cookie.name || path !== cookie.path)
        if (!cookie.expired) cookies.push(cookie)
      }
    },
    headerFor: ({ pathname }) =>
      cookies
        .filter(({ path }) => pathname === path || pathname.startsWith(path.replace(/\/?$/, "/")))
        .map(({ name, value }) => `${name}=${value}`)
        .join("; "),
  }
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
  keep: (url: URL, answer: Response) => void
  headerFor: (url: URL) => string
}
