import type { ControlInput, ControlPath } from "@/sandbox/api/control-schema"
import type { FaultInput } from "@/sandbox/http/faults"
import type { SandboxState } from "@/sandbox/world/view"

/** A client for the control endpoints of a sandbox, for tests; rejects when a call is not understood. */
export function sandboxControl(apiUrl: string): SandboxControl {
  async function send<Path extends ControlPath>(path: Path, body: ControlInput<Path>) {
    const headers = { "content-type": "application/json" }
    const init = { method: "POST", headers, body: JSON.stringify(body) }
    return readAnswer(await fetch(new URL(`/sandbox/${path}`, apiUrl), init))
  }
  return {
    disconnect: (body) => send("disconnect", body) as Promise<{ removed: number }>,
    killChain: (xeroUserId) => send("kill-chain", { xeroUserId }) as Promise<{ ended: number }>,
    rename: async (body) => void (await send("rename", body)),
    removeAccess: async (body) => void (await send("remove-access", body)),
    setSecrets: async (clientSecrets) => void (await send("secrets", { clientSecrets })),
    setOptions: async (body) => void (await send("options", body)),
    registerApp: async (app) => void (await send("app", app)),
    consentToCustomApp: async (body) => void (await send("custom-app", body)),
    endCustomConsent: async (clientId) =>
      void (await send("custom-app", { clientId, tenantId: null })),
    setClock: async (offsetSeconds) => void (await send("clock", { offsetSeconds })),
    addFault: async (fault) => void (await send("faults", fault)),
    clearFaults: async () => void (await send("faults/clear", {})),
    reset: async () => void (await send("reset", {})),
    seed: (body) => send("seed", body) as Promise<Seeded>,
    isAlive: async (refreshToken) => {
      const { alive } = (await send("alive", { refreshToken })) as { alive: boolean }
      return alive
    },
    state: async () => {
      const answer = await fetch(new URL("/sandbox/state", apiUrl))
      return (await readAnswer(answer)) as SandboxState
    },
  }
}

async function readAnswer(answer: Response): Promise<unknown> {
  if (!answer.ok) throw new Error(`sandbox control ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

export type SandboxControl = {
  /** From Xero's side: the tenant's connections vanish, of one Xero user or of all. */
  disconnect: (body: ControlInput<"disconnect">) => Promise<{ removed: number }>
  /** From now on all refresh tokens of the Xero user get `invalid_grant`. */
  killChain: (xeroUserId: string) => Promise<{ ended: number }>
  rename: (body: ControlInput<"rename">) => Promise<void>
  /** The Xero user loses the role in the tenant, and with it the connection. */
  removeAccess: (body: ControlInput<"remove-access">) => Promise<void>
  setSecrets: (clientSecrets: string[]) => Promise<void>
  setOptions: (body: ControlInput<"options">) => Promise<void>
  /** An app besides the first, or what changes about it; changed scopes end a custom app's consent. */
  registerApp: (app: ControlInput<"app">) => Promise<void>
  /** The named person answers Xero's e-mail and picks the organisation. */
  consentToCustomApp: (body: { clientId: string; tenantId: string }) => Promise<void>
  endCustomConsent: (clientId: string) => Promise<void>
  /** Shifts the sandbox's clock against the machine's; not added up. */
  setClock: (offsetSeconds: number) => Promise<void>
  addFault: (fault: FaultInput) => Promise<void>
  clearFaults: () => Promise<void>
  /** Back to the seed and the options it was started with. */
  reset: () => Promise<void>
  seed: (body: ControlInput<"seed">) => Promise<Seeded>
  /** Would this refresh token be accepted now? */
  isAlive: (refreshToken: string) => Promise<boolean>
  state: () => Promise<SandboxState>
}
/** The chains in the order asked for. */
type Seeded = { chains: { xeroUserId: string; refreshToken: string }[] }
