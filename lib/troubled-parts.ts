import { z } from "zod"

/** What a start says to its processes about those of its parts that keep ending. */
export const troubledParts = z.object({
  troubledParts: z.array(z.object({ name: z.string(), since: z.string(), ends: z.number() })),
})

export type TroubledPart = z.output<typeof troubledParts>["troubledParts"][number]
