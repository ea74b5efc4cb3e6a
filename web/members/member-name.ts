import { z } from "zod"

/** A member's name as others will read it. */
export const memberName = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(100, "must have 100 characters or fewer")
