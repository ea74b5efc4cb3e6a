import { ordinalWord } from "@/lib/tenants/turn"

/** That another authoriser than the first serves an organisation, in sentences. `number`: which one, from 1. */
export function runsOnText(number: number): string {
  return `This organisation runs on its ${ordinalWord(number)} authoriser, because no earlier one’s sign-in works now. Access tokens come as before. Ask an earlier authoriser to reconnect, or a new one to connect.`
}
