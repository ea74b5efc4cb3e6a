import { randomBytes } from "node:crypto"
import { isBuilt } from "@/scripts/build/artefact.mjs"
import { openBench, runToEnd } from "./chain-processes"
import { type Part, planParts } from "./parts"
import { bodiesOf, fillServices } from "./token-requests"
import type { Owner } from "./visits"

const ORGANISATIONS = 50

/** Two webs and two keepers of the artefact (npm run build) at work, with organisations, services and an owner to sign in as. */
export async function openPair(): Promise<Pair> {
  if (!(await isBuilt())) throw new Error("There is no artefact of these sources: npm run build")
  const bench = await openBench()
  const [email, password] = ["olive@tenantry.example", randomBytes(12).toString("hex")]
  const names = { OWNER_EMAIL: email, OWNER_PASSWORD: password }
  await runToEnd(["dist/tenantry.mjs", "setup"], { ...bench.env, ...names })
  const filled = await fillServices(bench, { organisations: ORGANISATIONS, services: 10 })
  const parts = await planParts(bench)
  for (const part of parts) await part.start()
  return {
    parts,
    webs: parts.filter(({ name }) => name === "web"),
    bodies: bodiesOf(filled, ORGANISATIONS),
    owner: { email, password, origin: "http://localhost:3000" },
  }
}

type Pair = { parts: Part[]; webs: Part[]; bodies: string[]; owner: Owner }
