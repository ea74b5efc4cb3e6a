import { SCRIPTS } from "@/scripts/start/processes/programs"
import { requirePort } from "./ports"
import type { Settings } from "./settings"

/** Throws unless web and the keeper can listen on their ports, with what to do. */
export async function requirePorts({ env, webPort, keeperPort }: Settings): Promise<void> {
  await requirePort({
    port: webPort,
    host: env.WEB_HOST,
    hostSetBy: "WEB_HOST",
    setBy: env.PORT ? "PORT" : "APP_URL",
    script: SCRIPTS.web,
  })
  await requirePort({
    port: keeperPort,
    host: env.KEEPER_HOST,
    hostSetBy: "KEEPER_HOST",
    setBy: env.KEEPER_PORT ? "KEEPER_PORT" : "KEEPER_URL",
    script: SCRIPTS.keeper,
  })
}
