import { setTimeout as sleep } from "node:timers/promises"

const EVERY_IN_MS = 100

/** A member who signs in at one web and then looks at pages of all in turn, and takes the cookies that they set. */
export async function startVisits(urls: string[], owner: Owner): Promise<Visits> {
  const jar = await signIn(urls[0] ?? "", owner)
  let visits = 0
  let signedOut = 0
  let stopping = false

  async function look(): Promise<void> {
    for (let n = 0; !stopping; n += 1) {
      const status = await visit(urls[n % urls.length] ?? "", jar)
      visits += status === 0 ? 0 : 1
      signedOut += status === 0 || status === 200 ? 0 : 1
      await sleep(EVERY_IN_MS)
    }
  }

  const looking = look()
  return {
    /** How many pages were shown, and how many sent the member to sign in again. */
    mark: () => `${visits} pages, signed out ${signedOut}`,
    async stop() {
      stopping = true
      await looking
    },
  }
}

/** Whether the owner can sign in there: web then asks a keeper with KEEPER_SECRET. */
export async function signIn(url: string, { email, password, origin }: Owner): Promise<Jar> {
  const jar: Jar = new Map()
  const first = await fetch(`${url}/api/auth/csrf`, { headers: { cookie: "" } })
  keep(jar, first)
  const { csrfToken } = (await first.json()) as { csrfToken: string }
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookieOf(jar), origin, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ email, password, csrfToken, json: "true" }),
  })
  keep(jar, answer)
  if (![...jar.keys()].some((name) => /session$/.test(name))) {
    throw new Error(`nobody was signed in: ${answer.status} ${await answer.text()}`)
  }
  return jar
}

/** The status of a page that members see; 0 where nobody answers, because the process is being replaced. */
async function visit(url: string, jar: Jar): Promise<number> {
  const headers = { cookie: cookieOf(jar) }
  const answer = await fetch(`${url}/organisations`, { headers, redirect: "manual" }).catch(
    () => null,
  )
  if (answer === null) return 0
  keep(jar, answer)
  await answer.arrayBuffer().catch(() => null)
  return answer.status
}

function keep(jar: Jar, answer: Response): void {
  for (const line of answer.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    jar.set(name, value)
  }
}

/** What a browser would send. */
export function cookieOf(jar: Jar): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
}

type Jar = Map<string, string>
export type Owner = { email: string; password: string; origin: string }
export type Visits = { mark(): string; stop(): Promise<void> }
