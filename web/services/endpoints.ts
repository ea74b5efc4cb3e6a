import { webEnv } from "@/lib/env"

/** Where services ask, as this installation is known to the world. */
export function getEndpoints(): Endpoints {
  const { APP_URL } = webEnv()
  return { tokenUrl: `${APP_URL}/oauth/token`, apiUrl: `${APP_URL}/api/v1` }
}

export type Endpoints = { tokenUrl: string; apiUrl: string }
