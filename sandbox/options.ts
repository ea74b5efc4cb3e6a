import { z } from "zod"
import { SANDBOX_CLIENT } from "@/sandbox/seed"
import { type SandboxSwitches, switchesSchema } from "@/sandbox/world/switches"

/** The defaults of `startSandbox`: any free ports, state in memory. */
export function defaultSandboxOptions(): SandboxOptions {
  return {
    loginPort: 0,
    identityPort: 0,
    apiPort: 0,
    clientId: SANDBOX_CLIENT.clientId,
    stateFile: null,
    graceVariant: "H2",
    graceInSeconds: 30 * 60,
    accessTokenInSeconds: 30 * 60,
    refreshTokenInSeconds: 60 * 24 * 60 * 60,
    supersede: true,
    connectionCap: null,
    authEventIdNull: false,
    callbackExtras: false,
    refreshedIdToken: "full",
    scopePlus: "accepted",
    problemCase: "pascal",
    redirectUris: [SANDBOX_CLIENT.redirectUri],
    clientSecrets: [SANDBOX_CLIENT.clientSecret],
    appConnections: true,
    customRefusal: "unauthorized_client",
    customList: "answered",
  }
}

/** Reads the sandbox's options from an environment; lists every wrong name, with the values that it accepts. */
export function readSandboxOptions(environment: Environment = process.env): SandboxOptionsReading {
  const given = Object.entries(environment).filter(([, value]) => value !== "")
  const read = environmentSchema.safeParse(Object.fromEntries(given))
  const problems = read.error?.issues.map(({ path, message }) => ({
    name: path.join("."),
    problem: message,
  }))
  const guards = [...publicInProduction(environment), ...besideXero(environment)]
  if (!read.success || guards.length > 0) {
    return { kind: "problems", problems: [...(problems ?? []), ...guards] }
  }
  return { kind: "options", options: optionsOf(read.data) }
}

function optionsOf(read: z.infer<typeof environmentSchema>): SandboxOptions {
  const appUrl = read.APP_URL ?? "http://localhost:3000"
  return {
    ...defaultSandboxOptions(),
    loginPort: read.SANDBOX_LOGIN_PORT,
    identityPort: read.SANDBOX_IDENTITY_PORT,
    apiPort: read.SANDBOX_API_PORT,
    clientId: read.SANDBOX_CLIENT_ID,
    stateFile: read.SANDBOX_STATE_FILE ?? null,
    graceVariant: read.SANDBOX_GRACE_VARIANT,
    graceInSeconds: read.SANDBOX_GRACE_SECONDS,
    accessTokenInSeconds: read.SANDBOX_ACCESS_TOKEN_SECONDS,
    refreshTokenInSeconds: read.SANDBOX_REFRESH_TOKEN_SECONDS,
    supersede: read.SANDBOX_SUPERSEDE,
    connectionCap: read.SANDBOX_CONNECTION_CAP ?? null,
    redirectUris: read.SANDBOX_REDIRECT_URIS ?? [new URL("/xero/callback", appUrl).href],
    clientSecrets: read.SANDBOX_CLIENT_SECRETS ?? [SANDBOX_CLIENT.clientSecret],
  }
}

/** A stand-in for Xero must not run beside an app that is reachable from outside. */
function publicInProduction({ NODE_ENV, APP_URL }: Environment): Problem[] {
  if (NODE_ENV !== "production" || !APP_URL || !URL.canParse(APP_URL)) return []
  const { hostname } = new URL(APP_URL)
  if (["localhost", "127.0.0.1", "[::1]"].includes(hostname)) return []
  const problem = `the sandbox does not run in production on a public address (${hostname}); set XERO_CLIENT_ID and XERO_CLIENT_SECRETS to use Xero`
  return [{ name: "APP_URL", problem }]
}

function besideXero({ XERO_CLIENT_ID, SANDBOX_CLIENT_ID }: Environment): Problem[] {
  const own = SANDBOX_CLIENT_ID || SANDBOX_CLIENT.clientId
  if (!XERO_CLIENT_ID || XERO_CLIENT_ID === own) return []
  const problem = "a Xero app is configured, so there is nothing to stand in for"
  return [{ name: "XERO_CLIENT_ID", problem }]
}

function port(byDefault: number) {
  return wholeNumber(0, 65_535).default(byDefault)
}

function wholeNumber(least: number, most = 2 ** 31) {
  const message = `must be a whole number from ${least} to ${most}`
  return z
    .string()
    .regex(/^\d+$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message)
}

const list = z.string().transform((text) => text.split(",").map((each) => each.trim()))

const environmentSchema = z.object({
  SANDBOX_LOGIN_PORT: port(3002),
  SANDBOX_IDENTITY_PORT: port(3003),
  SANDBOX_API_PORT: port(3004),
  SANDBOX_CLIENT_ID: z
    .string()
    .regex(/^[0-9A-F]{32}$/, "must be 32 upper-case hex digits")
    .default(SANDBOX_CLIENT.clientId),
  SANDBOX_CLIENT_SECRETS: list
    .refine((secrets) => secrets.every(Boolean), "must be secrets separated by commas")
    .optional(),
  SANDBOX_REDIRECT_URIS: list
    .refine((uris) => uris.every((uri) => URL.canParse(uri)), "must be URLs separated by commas")
    .optional(),
  SANDBOX_STATE_FILE: z.string().optional(),
  SANDBOX_GRACE_VARIANT: z
    .enum(switchesSchema.shape.graceVariant.options, "must be H1, H2, H3, H4 or H6")
    .default("H2"),
  SANDBOX_GRACE_SECONDS: wholeNumber(0).default(30 * 60),
  SANDBOX_ACCESS_TOKEN_SECONDS: wholeNumber(1).default(30 * 60),
  SANDBOX_REFRESH_TOKEN_SECONDS: wholeNumber(1).default(60 * 24 * 60 * 60),
  SANDBOX_SUPERSEDE: z
    .enum(["true", "false"], "must be true or false")
    .default("true")
    .transform((value) => value === "true"),
  SANDBOX_CONNECTION_CAP: wholeNumber(0).optional(),
  APP_URL: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
})

type Environment = Record<string, string | undefined>
export type SandboxOptions = SandboxSwitches & {
  loginPort: number
  identityPort: number
  apiPort: number
  clientId: string
  /** Null keeps the state in memory. */
  stateFile: string | null
}
type SandboxOptionsReading =
  | { kind: "options"; options: SandboxOptions }
  | { kind: "problems"; problems: Problem[] }
type Problem = { name: string; problem: string }
