import { z } from "zod"

/** What a member can prove themselves with. */
const proof = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("password"), password: z.string().min(1).max(1_000) }),
])

/** How a member gets sudo: the right to change access, in one session and for ten minutes. */
export const SUDO_OPERATIONS = {
  proveMember: {
    role: "viewer",
    seals: false,
    sudo: "never",
    /** `address`: where the member asks from, for the activity. */
    input: z.object({ proof, address: z.string().max(100) }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("proven") }),
      /** It counts against the session, and no other. */
      z.object({ kind: z.literal("wrong_proof") }),
      z.object({ kind: z.literal("throttled"), retryAfterInSeconds: z.number() }),
    ]),
  },
} as const

export type Proof = z.output<typeof proof>
