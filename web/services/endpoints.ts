import { webEnv } from "@/lib/env"
import { API_PATH, TOKEN_PATH } from "@/lib/machine-paths"

/** Where services ask, as this installation is known to the world. */
export function getEndpoints(): Endpoints {
  const { APP_URL } = webEnv()
  return { tokenUrl: `${APP_URL}${TOKEN_PATH}`, apiUrl: `${APP_URL}${API_PATH}` }
}

export type Endpoints = { tokenUrl: string; apiUrl: string }
