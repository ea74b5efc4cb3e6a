import { z } from "zod"

/** A password as it is entered, by whomever; whether a new one will do is `judgePassword`'s to say. */
export const enteredPassword = z.string().max(1_000)
