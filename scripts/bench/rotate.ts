import { randomBytes } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { openPair } from "./open-pair"
import type { Part } from "./parts"
import { startLoad } from "./rolling-load"
import { signIn, startVisits } from "./visits"

// npm run bench:rotate: AUTH_SECRET and KEEPER_SECRET change as docs/operations.md says, at two webs and two keepers of the
// artefact (npm run build) that are replaced one after the other, under token requests: how many fail, and whether a member
// who is signed in stays so, and others can sign in.

const { parts, webs, bodies, owner } = await openPair()
const keepers = parts.filter(({ name }) => name === "keeper")
const urls = webs.map(({ url }) => url)
const load = startLoad(10, urls, bodies)
let visits = await startVisits(urls, owner)
await sleep(2_000)
mark("nothing happens")

const [oldAuth = "", newAuth] = secretsOf(webs, "AUTH_SECRET")
await rotate(webs, "AUTH_SECRET", `${oldAuth},${newAuth}`)
await rotate(webs, "AUTH_SECRET", `${newAuth},${oldAuth}`)
const [oldKeeper = "", newKeeper] = secretsOf(keepers, "KEEPER_SECRET")
await rotate(keepers, "KEEPER_SECRET", `${oldKeeper},${newKeeper}`)
await rotate(webs, "KEEPER_SECRET", newKeeper)
await rotate(keepers, "KEEPER_SECRET", newKeeper)
// A session lasts a week, so by then everybody has signed in with the new one.
await visits.stop()
visits = await startVisits(urls, owner)
await rotate(webs, "AUTH_SECRET", newAuth)
await load.stop()
await visits.stop()

function secretsOf([part]: Part[], name: string): [string, string] {
  return [part?.env[name] ?? "", randomBytes(32).toString("hex")]
}

/** One after the other, as the product is upgraded; somebody signs in at each web after each step. */
async function rotate(which: Part[], name: string, value: string): Promise<void> {
  for (const part of which) {
    part.env[name] = value
    await part.stop("SIGTERM")
    await part.start()
    for (const url of urls) await signIn(url, owner)
  }
  const count = value.split(",").length
  mark(`${which[0]?.name}s with ${count === 1 ? "one" : "two"} in ${name}`)
}

function mark(what: string): void {
  load.mark(what)
  console.log(`  ${visits.mark()}`)
}
