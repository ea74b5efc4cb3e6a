import { generateKeyPair, SignJWT } from "jose"
import { beforeAll, expect, test } from "vitest"
import { BODIES, listDocuments } from "@/keeper/testing/wire-bodies"
import {
  CLIENT,
  ID,
  identity,
  makeKeys,
  NOW,
  OTHER,
  SHAPES,
  sign,
  tokens,
} from "@/keeper/testing/wire-shapes"
import { EVERY } from "@/keeper/testing/wire-variants"

beforeAll(makeKeys)

test("what Xero sends is taken as it comes: every shape, with whatever may stand in it, has this outcome", async () => {
  const lines = [...Object.entries(BODIES)].map(([name, body]) => `${name} | ${tokens(body)}`)
  const documents = (await listDocuments()).map(([name, outcome]) => `${name} | ${outcome}`)
  const parts = [
    `# A token answer\n\n${lines.join("\n")}\n`,
    `# Whole documents\n\n${documents.join("\n")}\n`,
  ]
  for (const [shape, outcome] of Object.entries(SHAPES)) {
    const cells: string[] = []
    for (const variant of EVERY) cells.push(`${variant} | ${await outcome(variant)}`)
    parts.push(`# ${shape}\n\n${cells.join("\n")}\n`)
  }
  const table = parts.join("\n")
  await expect(table).toMatchFileSnapshot("wire-table.txt")
})

test("an id_token that is absent, not signed, or signed by somebody else stops a consent and says so", async () => {
  const stranger = await generateKeyPair("RS256")
  const forged = await new SignJWT(ID)
    .setProtectedHeader({ alg: "RS256", kid: "k1" })
    .sign(stranger.privateKey)
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(ID)).toString("base64url")}.`
  expect(await identity({ idToken: null })).toBe("refused: no_id_token")
  expect(await identity({ idToken: forged })).toBe("refused: signature")
  expect(await identity({ idToken: unsigned })).toBe("refused: signature")
  expect(await identity({ idToken: await sign(ID, null) })).toContain("Alice")
  expect(await identity({ id: { ...ID, iss: "https://other.example" } })).toBe("refused: issuer")
  expect(await identity({ id: { ...ID, aud: [CLIENT, "another"] } })).toBe("refused: audience")
  expect(await identity({ id: { ...ID, exp: NOW - 61 } })).toBe("refused: time")
  expect(await identity({ id: { ...ID, nbf: NOW + 61 } })).toBe("refused: time")
  // One clock of the two is right: the Date may be of something on the way.
  const skew = 3_600
  const here = Math.floor(Date.now() / 1_000) - NOW
  expect(await identity({ skew, id: later(ID, here) })).toContain("Alice")
  expect(await identity({ skew, id: later(ID, here + skew) })).toContain("Alice")
  expect(await identity({ skew, id: later(ID, here - skew) })).toBe("refused: time")
  expect(await identity({ id: { ...ID, xero_userid: OTHER } })).toBe("refused: two_xero_users")
})

test("a name counts when the id_token says it whole; a part of it leaves the known name as it is", async () => {
  const parts = { ...ID, name: undefined }
  expect(await identity({ id: parts })).toContain("Alice Doyle,")
  expect(await identity({ id: { ...parts, family_name: null } })).toContain("name as known")
  expect(await identity({ id: { ...parts, given_name: " " } })).toContain("name as known")
  const nameless = { ...parts, given_name: undefined, family_name: undefined }
  expect(await identity({ id: nameless })).toContain("name as known")
})

function later({ exp, nbf, ...id }: typeof ID, seconds: number) {
  return { ...id, nbf: nbf + seconds, exp: exp + seconds }
}
