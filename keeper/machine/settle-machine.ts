import { settleOwnIncident } from "@/keeper/incidents/own-incident"
import type { Keeper } from "@/keeper/keeper"
import type { Disk } from "@/keeper/machine/disks"

/** Opens the incidents of what is wrong with this machine, and closes those of what is right again. */
export async function settleMachine(keeper: Keeper): Promise<void> {
  const { disks, parts } = keeper.machine
  const short = disks().find(isShort)
  if (short !== undefined) {
    await settleOwnIncident(keeper, "disk_low", { folder: short.folder })
  } else if (!disks().some(({ state }) => state === "eased")) {
    await settleOwnIncident(keeper, "disk_low", null)
  }
  const [refusal = null] = disks().flatMap(listRefusals)
  await settleOwnIncident(keeper, "folder_unwritable", refusal)
  const [part] = parts()
  await settleOwnIncident(
    keeper,
    "part_keeps_ending",
    part === undefined ? null : { part: part.name },
  )
}

/** Whether anything is wrong with this machine. */
export function isTroubled({ machine }: Keeper): boolean {
  const disks = machine.disks()
  return disks.some(isShort) || disks.flatMap(listRefusals).length > 0 || machine.parts().length > 0
}

function listRefusals({ folder, unwritable }: Disk): { folder: string; code: string }[] {
  return unwritable === undefined ? [] : [{ folder, code: unwritable }]
}

function isShort({ state }: Disk): boolean {
  return state === "low" || state === "full"
}
