import { type Bench, runToEnd } from "./chain-processes"
import type { Owner } from "./visits"

/** The first owner, as `tenantry setup` of the artefact makes them. */
export async function makeOwner({ env }: Bench, { email, password }: Owner): Promise<void> {
  await runToEnd(["dist/tenantry.mjs", "setup"], {
    ...env,
    OWNER_EMAIL: email,
    OWNER_PASSWORD: password,
  })
}
