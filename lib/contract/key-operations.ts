import { z } from "zod"
import { by, kind } from "@/lib/contract/operation"

/** What web may ask about the sealing keys: what hangs on each, and to have everything sealed with the first one. */
export const KEY_OPERATIONS = {
  readKeys: by("owner", { seals: false, sudo: "never" }).output(
    kind("keys", {
      sealingKeyId: z.string(),
      keys: z.array(
        z.object({
          keyId: z.string(),
          /** False: it sealed something, and is not in VAULT_KEYS, or another key has its id there. */
          isHere: z.boolean(),
          /** How many values of each kind hang on it, by table and column, or `journal`. */
          kinds: z.array(z.object({ kind: z.string(), values: z.number() })),
          /** Of a missing key: the sign-ins that its loss costs, and some of their organisations. */
          signIns: z.number(),
          organisations: z.array(z.string()),
        }),
      ),
      /** False: the journal cannot be read now, so nobody knows what hangs there. An older keeper does not say. */
      isJournalRead: z.boolean().default(true),
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
  ),
  startReseal: by("owner", { seals: true, sudo: "always" }).output(kind("started")),
  pauseReseal: by("owner", { seals: false, sudo: "never" })
    .input(z.object({ isPaused: z.boolean() }))
    .output(kind("paused"), kind("resumed"), kind("not_running")),
} as const
