import { publicOrigin } from "@/lib/env-values"
import { judgePassword } from "@/lib/members/password-rule"
import { PASSWORD_TEXT } from "@/lib/words/password-text"
import { prepareFirstOwner } from "@/scripts/start/first-owner"
import { done, type Result, wrongSettings } from "./command"
import { openDatabase } from "./open-installation"

/** What a start does for the first owner, for web and keepers that run apart: makes them, or a one-time link to /setup. */
export async function setUp(): Promise<Result> {
  const { source, url, close } = await openDatabase()
  const owner = {
    email: source.OWNER_EMAIL?.trim() || undefined,
    password: source.OWNER_PASSWORD?.trim() || undefined,
  }
  const problem = problemOf(owner)
  if (problem !== null) return close().then(() => wrongSettings(problem, { error: problem }))
  const code = await prepareFirstOwner(url, owner).finally(close)
  if (code === null) return done("There is an owner: nothing to set up.", { link: null })
  const appUrl = publicOrigin.parse(source.APP_URL?.trim() || "http://localhost:3000")
  const link = `${appUrl}/setup?code=${encodeURIComponent(code)}`
  return done(`${link}\nIt creates the first owner, and works once, for an hour.`, { link })
}

function problemOf({ email, password }: Owner): string | null {
  if ((email === undefined) !== (password === undefined)) {
    return "Set OWNER_EMAIL and OWNER_PASSWORD, or neither."
  }
  if (email === undefined || password === undefined) return null
  const problem = judgePassword(password, { email, name: "" })
  return problem === null ? null : `OWNER_PASSWORD ${PASSWORD_TEXT[problem]}`
}

type Owner = { email: string | undefined; password: string | undefined }
