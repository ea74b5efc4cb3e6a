import { randomBytes } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { parseJson } from "@/lib/parse-json"
import { sandboxApp } from "./data-folder"
import { findFreePort } from "./free-port"
import { isFreeSoon } from "./ports"
import { ensureSecret, writeWhole } from "./secrets"
import type { Settings } from "./settings"

const PORTS_FILE = "sandbox-ports.json"
const PORTS = z.object({
  SANDBOX_LOGIN_PORT: z.string().default("3002"),
  SANDBOX_IDENTITY_PORT: z.string().default("3003"),
  SANDBOX_API_PORT: z.string().default("3004"),
})

/**
 * The sandbox's Xero app and ports. They stay the same from start to start, because a grant belongs to an app at an
 * issuer; only a port that another program has taken is replaced.
 */
export async function planSandbox(settings: Settings, script: string): Promise<SandboxApp> {
  const make = () => JSON.stringify({ clientId: hex().toUpperCase(), clientSecret: hex() })
  const made = await ensureSecret(settings.dataDir, "sandbox-app.json", make)
  const { clientId, clientSecret } = sandboxApp.parse(JSON.parse(made))
  const ports = await choosePorts(settings, script)
  return {
    clientId,
    clientSecret,
    values: {
      ...ports,
      SANDBOX_CLIENT_ID: clientId,
      SANDBOX_CLIENT_SECRETS: clientSecret,
      SANDBOX_REDIRECT_URIS: `${settings.env.APP_URL}/xero/callback`,
      SANDBOX_STATE_FILE: join(settings.dataDir, "sandbox.json"),
    },
  }
}

/** The ports of the environment, else of the last start, else the usual ones; free ones if those are taken. */
async function choosePorts(
  { dataDir, given }: Settings,
  script: string,
): Promise<Record<string, string>> {
  const chosen: Record<string, string> = {}
  for (const [name, last] of Object.entries(await readSandboxPorts(dataDir))) {
    const port = Number(given[name] ?? last)
    const wanted = { port, host: "127.0.0.1", setBy: name, script }
    chosen[name] = String((await isFreeSoon(wanted)) ? port : await findFreePort())
  }
  await writeWhole(join(dataDir, PORTS_FILE), JSON.stringify(chosen))
  return chosen
}

/** The ports of the last start, or the usual ones before the first, and where they cannot be read. */
export async function readSandboxPorts(dataDir: string): Promise<z.output<typeof PORTS>> {
  const text = await readFile(join(dataDir, PORTS_FILE), "utf8").catch(() => "{}")
  return PORTS.catch(PORTS.parse({})).parse(parseJson(text))
}

/** Reads the line by which the sandbox reports that it answers; null for any other line. */
export function readSandboxWord(line: string): SandboxWord | null {
  if (!line.startsWith('{"ready"')) return null
  return WORD.parse(JSON.parse(line))
}

function hex(): string {
  return randomBytes(16).toString("hex")
}

const WORD = z.object({ issuer: z.url(), loginUrl: z.url(), apiUrl: z.url() })

export type SandboxWord = z.output<typeof WORD>
export type SandboxApp = {
  clientId: string
  clientSecret: string
  values: Record<string, string>
}
