import { halfProblems, SettingsError } from "@/lib/env-rules"
import { prepareFirstOwner } from "@/scripts/start/first-owner"
import { ownerProblems } from "@/scripts/start/settings"
import { done, type Result } from "./command"
import { closing, openDatabase } from "./open-installation"

/** What a start does for the first owner, for web and keepers that run apart: makes them, or a one-time link to /setup. */
export async function setUp(): Promise<Result> {
  const { source, appUrl, url, close } = await openDatabase()
  const { OWNER_EMAIL: email, OWNER_PASSWORD: password } = source
  const problems = [
    ...halfProblems(source, "OWNER_EMAIL", "OWNER_PASSWORD"),
    ...ownerProblems(source),
  ]
  if (problems.length > 0) return closing(close)(new SettingsError(problems))
  const code = await prepareFirstOwner(url, { email, password }).finally(close)
  if (code === null) return done("There is an owner: nothing to set up.", { link: null })
  const link = `${appUrl}/setup?code=${encodeURIComponent(code)}`
  return done(`${link}\nIt creates the first owner, and works once, for an hour.`, { link })
}
