import { expect } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import type { RunningSandbox } from "@/sandbox/start-sandbox"
import { connect, refresh } from "@/sandbox/testing/app-client"
import type { GraceVariant } from "@/sandbox/world/switches"

/** What tests of refresh chains do, always with Alice's chains. */
export function chainsOf(sandbox: RunningSandbox) {
  const control = sandboxControl(sandbox.apiUrl)

  /** Connects, or continues when connected already, and returns the new chain's first refresh token. */
  async function startChain(graceVariant?: GraceVariant): Promise<string> {
    if (graceVariant) await control.setOptions({ graceVariant })
    const { connections } = await control.state()
    const choose = connections.length > 0 ? "continue" : TENANTS.mapleFlorist
    const { body } = await connect(sandbox, { xeroUserId: XERO_USERS.alice, choose })
    return String(body.refresh_token)
  }

  async function rotate(refreshToken: string): Promise<string> {
    const { status, body } = await refresh(sandbox, refreshToken)
    expect({ status, error: body.error }).toEqual({ status: 200, error: undefined })
    return String(body.refresh_token)
  }

  async function expectRefused(refreshToken: string): Promise<void> {
    const { status, body } = await refresh(sandbox, refreshToken)
    expect({ status, body }).toEqual({ status: 400, body: { error: "invalid_grant" } })
  }

  return { startChain, rotate, expectRefused }
}
