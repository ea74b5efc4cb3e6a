import { apiOrigin } from "@/sandbox/api/api-origin"
import type { Answerer } from "@/sandbox/http/answers"
import { createFaults } from "@/sandbox/http/faults"
import { openOrigin } from "@/sandbox/http/origin"
import { identityOrigin } from "@/sandbox/identity/identity-origin"
import { createProvider } from "@/sandbox/identity/provider"
import { loginOrigin } from "@/sandbox/login/login-origin"
import { defaultSandboxOptions, type SandboxOptions } from "@/sandbox/options"
import { createWorld } from "@/sandbox/world/create-world"
import { createSigningKey, type SigningKey } from "@/sandbox/world/signing-key"
import { openStateFile } from "@/sandbox/world/state-file"
import { switchesSchema } from "@/sandbox/world/switches"
import { createTokenRequestLog } from "@/sandbox/world/token-requests"

/**
 * Starts a stand-in for Xero on three loopback origins and resolves when all answer. Port 0 takes any free one.
 * Rejects when a port is taken.
 */
export async function startSandbox(given: Partial<SandboxOptions> = {}): Promise<RunningSandbox> {
  const options = { ...defaultSandboxOptions(), ...given }
  const [login, identity, api] = await openOrigins(options)
  const world = createWorld({
    clientId: options.clientId,
    issuer: identity.url,
    signingKey: await sharedSigningKey(),
    switches: switchesSchema.strip().parse(options),
  })
  const stateFile = openStateFile(world, options.stateFile)
  const faults = createFaults()
  const tokenRequests = createTokenRequestLog()
  const provider = createProvider(world)
  const parts = { world, faults, provider, stateFile, tokenRequests, loginUrl: login.url }
  const saved =
    (answerer: Answerer): Answerer =>
    async (request) => {
      const answer = await answerer(request)
      stateFile.schedule()
      return answer
    }
  login.serve(saved(loginOrigin(parts)))
  identity.serve(saved(identityOrigin(parts)))
  api.serve(saved(apiOrigin(parts)))
  return {
    issuer: identity.url,
    loginUrl: login.url,
    apiUrl: api.url,
    close: async () => {
      faults.close()
      await Promise.all([login.close(), identity.close(), api.close()])
      stateFile.close()
    },
  }
}

async function openOrigins({ loginPort, identityPort, apiPort }: SandboxOptions) {
  const opening = [loginPort, identityPort, apiPort].map(openOrigin)
  const opened = await Promise.allSettled(opening)
  const failed = opened.find((each) => each.status === "rejected")
  if (failed) {
    for (const each of opened) if (each.status === "fulfilled") await each.value.close()
    throw failed.reason
  }
  const [login, identity, api] = await Promise.all(opening)
  if (!login || !identity || !api) throw new Error("three origins were opened")
  return [login, identity, api] as const
}

let signingKey: Promise<SigningKey> | null = null

/** One key for all sandboxes of a process: making one takes up to a second. */
function sharedSigningKey(): Promise<SigningKey> {
  signingKey ??= createSigningKey()
  return signingKey
}

export type RunningSandbox = {
  issuer: string
  loginUrl: string
  apiUrl: string
  close: () => Promise<void>
}
