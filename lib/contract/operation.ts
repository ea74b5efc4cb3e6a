import { z } from "zod"
import type { MemberRole } from "@/lib/members/roles"

/**
 * Who may ask: `anyone` where what goes in proves who asks. `seals`: it works only while the sealing keys do. `sudo`: it needs
 * a proof of who the member is, ten minutes old at most. Then what goes in, if anything does, and the kinds that can come out.
 */
export function by<const R extends Role, const S extends boolean, const U extends Sudo>(
  role: R,
  { seals, sudo }: { seals: S; sudo: U },
) {
  function input<I extends z.ZodType>(input: I) {
    const output = <const T extends Kinds>(...kinds: T) =>
      ({ role, seals, sudo, input, output: oneOf(...kinds) }) as const
    return { output }
  }
  return { input, ...input(z.object({})) }
}

/** One of several kinds, and what it holds beside its name. */
export function kind<const K extends string>(name: K): Kind<K, object>
export function kind<const K extends string, S extends Shape>(name: K, shape: S): Kind<K, S>
export function kind(name: string, shape: Shape = {}) {
  return z.object({ kind: z.literal(name), ...shape })
}

/** Exactly one of these kinds. */
export function oneOf<const T extends Kinds>(...kinds: T) {
  return z.discriminatedUnion("kind", kinds)
}

type Role = MemberRole | "anyone"
type Sudo = "always" | "never" | "when_wider" | "by_act"
type Shape = Readonly<Record<string, z.ZodType>>
type Kind<K extends string, S> = z.ZodObject<{ kind: z.ZodLiteral<K> } & S, z.core.$strip>
type Kinds = readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]]
