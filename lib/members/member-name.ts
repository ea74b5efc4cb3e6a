import { typedText } from "@/lib/typed-text"

/** A member's name as others will read it. */
export const memberName = typedText(100)
