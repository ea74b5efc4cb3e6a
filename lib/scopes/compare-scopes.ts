import { BROAD_SCOPES } from "@/lib/scopes/broad-scopes"

/**
 * What a consent holds against what is asked for now: what was granted, and what of it is missing. A scope
 * counts whatever its case. `broad`: those of the granted ones that Xero ends.
 */
export function compareScopes({ granted, asked }: Scopes): ScopesCompared {
  const held = new Set(granted.map((one) => one.toLowerCase()))
  return {
    granted,
    missing: asked.filter((one) => !held.has(one.toLowerCase())),
    broad: granted.filter((one) => Object.hasOwn(BROAD_SCOPES, one.toLowerCase())),
  }
}

/** The granular scopes that take the place of a broad one; none for any other. */
export function replacementsOf(scope: string): readonly string[] {
  const name = scope.toLowerCase()
  return Object.hasOwn(BROAD_SCOPES, name) ? (BROAD_SCOPES[name] ?? []) : []
}

type Scopes = { granted: string[]; asked: string[] }
export type ScopesCompared = { granted: string[]; missing: string[]; broad: string[] }
