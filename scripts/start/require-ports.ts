import { SCRIPTS } from "@/scripts/start/processes/programs"
import { requirePort, type WantedPort } from "./ports"
import type { Settings } from "./settings"

/** Throws unless web and the keeper can listen on their ports, with what to do. */
export async function requirePorts(settings: Settings): Promise<void> {
  for (const wanted of listPorts(settings)) await requirePort(wanted)
}

/** Where web and the keeper of a start listen. */
export function listPorts({ env, webPort, keeperPort }: Settings): WantedPort[] {
  return [
    {
      port: webPort,
      host: env.WEB_HOST,
      hostSetBy: "WEB_HOST",
      setBy: env.PORT ? "PORT" : "APP_URL",
      script: SCRIPTS.web,
    },
    {
      port: keeperPort,
      host: env.KEEPER_HOST,
      hostSetBy: "KEEPER_HOST",
      setBy: env.KEEPER_PORT ? "KEEPER_PORT" : "KEEPER_URL",
      script: SCRIPTS.keeper,
    },
  ]
}
