import { BROAD_SCOPES } from "@/lib/scopes/broad-scopes"

/**
 * What a consent holds against what is asked for now: what was granted, and what of it is missing. A scope
 * counts whatever its case. `broad`: those of the granted ones that Xero ends.
 */
export function compareScopes({ granted, asked }: Scopes): ScopesCompared {
  return {
    granted,
    missing: lackingScopes({ granted, asked }),
    broad: granted.filter((one) => Object.hasOwn(BROAD_SCOPES, one.toLowerCase())),
  }
}

/** What of `asked` was not granted. Who may write may read: `files` holds `files.read`, too. */
export function lackingScopes({ granted, asked }: Scopes): string[] {
  const names = granted.map((one) => one.toLowerCase())
  const held = new Set([...names, ...names.map((one) => `${one}.read`)])
  return asked.filter((one) => !held.has(one.toLowerCase()))
}

/** The granular scopes that take the place of a broad one; none for any other. */
export function replacementsOf(scope: string): readonly string[] {
  const name = scope.toLowerCase()
  return Object.hasOwn(BROAD_SCOPES, name) ? (BROAD_SCOPES[name] ?? []) : []
}

type Scopes = { granted: string[]; asked: string[] }
export type ScopesCompared = { granted: string[]; missing: string[]; broad: string[] }
