import { z } from "zod"

/** What web may ask about the sealing keys: what hangs on each, and to have everything sealed with the first one. */
export const KEY_OPERATIONS = {
  readKeys: {
    role: "owner",
    seals: false,
    sudo: "never",
    input: z.object({}),
    output: z.discriminatedUnion("kind", [
      z.object({
        kind: z.literal("keys"),
        sealingKeyId: z.string(),
        keys: z.array(
          z.object({
            keyId: z.string(),
            /** False: it sealed something, and is not in VAULT_KEYS. */
            isHere: z.boolean(),
            /** How many values of each kind hang on it, by table and column, or `journal`. */
            kinds: z.array(z.object({ kind: z.string(), values: z.number() })),
            /** Of a missing key: the sign-ins that its loss costs, and some of their organisations. */
            signIns: z.number(),
            organisations: z.array(z.string()),
          }),
        ),
        reseal: z
          .object({
            keyId: z.string(),
            startedAt: z.iso.datetime(),
            finishedAt: z.iso.datetime().nullable(),
            isPaused: z.boolean(),
            done: z.number(),
            /** Values that no key here opens. */
            shut: z.number(),
          })
          .nullable(),
      }),
    ]),
  },
  startReseal: {
    role: "owner",
    seals: true,
    sudo: "always",
    input: z.object({}),
    output: z.discriminatedUnion("kind", [z.object({ kind: z.literal("started") })]),
  },
  pauseReseal: {
    role: "owner",
    seals: false,
    sudo: "never",
    input: z.object({ isPaused: z.boolean() }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("paused") }),
      z.object({ kind: z.literal("resumed") }),
      z.object({ kind: z.literal("not_running") }),
    ]),
  },
} as const
