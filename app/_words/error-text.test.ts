import { expect, test } from "vitest"
import { errorText } from "@/app/_words/error-text"
import { REFUSALS, SENT_TEXTS } from "@/web/words/refusals"

const [, title] = REFUSALS.database_away

test.each([
  [`${title}. ${SENT_TEXTS.database_away}`, title, SENT_TEXTS.database_away],
  ["Failed to fetch", "Something went wrong", /may have been made all the same/],
  ["An error occurred in the Server Components render.", "Something went wrong", /the log says/],
  [`x ${title}. y`, "Something went wrong", /may have been made/],
])(
  "the page of an error has the heading that its text belongs to: %s",
  (message, heading, said) => {
    const { title, text } = errorText(message)
    expect(title).toBe(heading)
    expect(text).toMatch(said ?? "")
    expect(text).not.toMatch(/nothing has changed/i)
  },
)
