import { describe, expect, it } from "vitest"
import { nextCandidate } from "@/keeper/grants/next-candidate"

const MINUTE = 60_000
const replayableInMilliseconds = 28 * MINUTE

function held(id: string, presentedForMilliseconds: number | null) {
  return { id, rotation: 1, presentations: 0, parentId: null, presentedForMilliseconds }
}

function climb(list: ReturnType<typeof held>[], refused: string[] = []): string | null {
  const chain = { currentTokenSetId: "current", held: list }
  const candidate = nextCandidate({ chain, refused: new Set(refused), replayableInMilliseconds })
  return candidate && `${candidate.tokenSet.id} ${candidate.rung}`
}

describe("the ladder", () => {
  it("begins with the current token set, however long ago it was first presented", () => {
    expect(climb([held("sibling", null), held("current", 40 * MINUTE)])).toBe("current current")
  })

  it("goes on to held ones that were never presented, newest first", () => {
    const list = [held("newer", null), held("older", null), held("current", 0)]
    expect(climb(list, ["current"])).toBe("newer held")
    expect(climb(list, ["current", "newer"])).toBe("older held")
  })

  it("replays a superseded one only while it is under 28 minutes old, and never later", () => {
    expect(climb([held("current", 0), held("parent", 27 * MINUTE)], ["current"])).toBe(
      "parent superseded",
    )
    expect(climb([held("current", 0), held("parent", 28 * MINUTE)], ["current"])).toBeNull()
  })

  it("replays none whose age nobody knows, because the clock was set back", () => {
    expect(climb([held("current", 0), held("parent", -MINUTE)], ["current"])).toBeNull()
    expect(climb([held("current", 0), held("parent", -500)], ["current"])).toBe("parent superseded")
  })

  it("ends when all were refused in this round", () => {
    expect(climb([held("current", 0)], ["current"])).toBeNull()
  })
})
