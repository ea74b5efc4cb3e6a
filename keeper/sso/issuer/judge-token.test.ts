import { expect, test } from "vitest"
import { judgeIdToken, judgeLogoutToken } from "@/keeper/sso/issuer/judge-token"

const NOW = 1_800_000_000
const EXPECTED = {
  issuer: "https://login.ledgers.example",
  clientId: "tenantry",
  nonce: "n-1",
  nowInSeconds: NOW,
}
const ID = {
  iss: EXPECTED.issuer,
  aud: "tenantry",
  exp: NOW + 60,
  iat: NOW,
  nonce: "n-1",
  sub: "s",
}
const LOGOUT = {
  iss: EXPECTED.issuer,
  aud: ["tenantry"],
  exp: NOW + 60,
  iat: NOW,
  jti: "j-1",
  sub: "s",
  events: { "http://schemas.openid.net/event/backchannel-logout": {} },
}

test.each([
  ["is no object", null, "no_id_token"],
  ["is of another issuer", { ...ID, iss: "https://evil.example" }, "other_token_issuer"],
  ["is of the issuer with a slash more", { ...ID, iss: `${ID.iss}/` }, "other_token_issuer"],
  ["names no issuer", { ...ID, iss: undefined }, "other_token_issuer"],
  ["is for another client", { ...ID, aud: "another" }, "other_audience"],
  ["names no audience", { ...ID, aud: undefined }, "other_audience"],
  [
    "is for two clients, and given to the other",
    { ...ID, aud: ["tenantry", "b"], azp: "b" },
    "other_audience",
  ],
  ["is for two clients, and given to none", { ...ID, aud: ["tenantry", "b"] }, "other_audience"],
  ["is for us alone, and given to another", { ...ID, azp: "b" }, "other_audience"],
  ["is for two clients, and given to a list", { ...ID, azp: ["tenantry"] }, "no_id_token"],
  ["has a client in other letters", { ...ID, aud: "Tenantry" }, "other_audience"],
  ["has an audience in a list in a list", { ...ID, aud: [["tenantry"]] }, "no_id_token"],
  ["ends after all times", { ...ID, exp: 1e300 }, "no_id_token"],
  ["ends at a text", { ...ID, exp: String(NOW + 60) }, "no_id_token"],
  ["has a list of nonces", { ...ID, nonce: ["n-1"] }, "other_nonce"],
  ["is over for more than a minute", { ...ID, exp: NOW - 60 }, "expired"],
  ["never ends", { ...ID, exp: undefined }, "expired"],
  ["does not say when it was made", { ...ID, iat: undefined }, "expired"],
  ["was made in the future", { ...ID, iat: NOW + 61 }, "expired"],
  ["does not count yet", { ...ID, nbf: NOW + 61 }, "expired"],
  ["has another nonce", { ...ID, nonce: "n-2" }, "other_nonce"],
  ["has no nonce", { ...ID, nonce: undefined }, "other_nonce"],
  ["has no subject", { ...ID, sub: undefined }, "no_subject"],
  ["has an empty subject", { ...ID, sub: "" }, "no_subject"],
  ["has a subject that is no text", { ...ID, sub: 7 }, "no_subject"],
  ["has a subject of blanks", { ...ID, sub: " \u3000" }, "no_subject"],
  ["has a subject that nobody sees", { ...ID, sub: "\u200b" }, "no_subject"],
  ["has a subject with U+0000", { ...ID, sub: "s\0" }, "no_subject"],
  ["has half a character as its subject", { ...ID, sub: "\ud800" }, "no_subject"],
  ["has a list of subjects", { ...ID, sub: ["s"] }, "no_subject"],
  ["has a subject that is too long", { ...ID, sub: "s".repeat(256) }, "no_subject"],
])("an id_token that %s is refused", (_, claims, reason) => {
  expect(judgeIdToken(claims, EXPECTED)).toEqual({ kind: "refused", reason })
})

test.each([
  ["as it should be", ID],
  ["that ended less than a minute ago", { ...ID, exp: NOW - 59 }],
  ["for two clients, given to us", { ...ID, aud: ["b", "tenantry"], azp: "tenantry" }],
  ["with odd claims that are only shown", { ...ID, name: 7, sid: {}, auth_time: "now" }],
  ["with a session that no row can hold", { ...ID, sid: "\0" }],
  ["given to us by name", { ...ID, azp: "tenantry" }],
])("an id_token %s is taken", (_, claims) => {
  expect(judgeIdToken(claims, EXPECTED)).toMatchObject({ kind: "claims", claims: { sub: "s" } })
})

test.each([
  ["is an id_token", { ...ID, jti: "j" }],
  ["has a nonce", { ...LOGOUT, nonce: "n-1" }],
  ["has no event", { ...LOGOUT, events: {} }],
  ["has the event as a list", { ...LOGOUT, events: Object.keys(LOGOUT.events) }],
  ["has no jti", { ...LOGOUT, jti: undefined }],
  ["names neither person nor session", { ...LOGOUT, sub: undefined }],
  ["is of another issuer", { ...LOGOUT, iss: "https://evil.example" }],
  ["is for another client", { ...LOGOUT, aud: "another" }],
  ["is over", { ...LOGOUT, exp: NOW - 60 }],
  ["never ends", { ...LOGOUT, exp: undefined }],
  ["ends after all times", { ...LOGOUT, exp: 1e300 }],
  ["was made long ago", { ...LOGOUT, iat: NOW - 601 }],
  ["will be made later", { ...LOGOUT, iat: NOW + 61 }],
  ["names a person with U+0000", { ...LOGOUT, sub: "s\0" }],
  ["names a person that is a number", { ...LOGOUT, sub: 7 }],
  ["names a session that is empty", { ...LOGOUT, sub: undefined, sid: "" }],
  ["does not say when it was made", { ...LOGOUT, iat: undefined }],
])("a logout token that %s is refused", (_, claims) => {
  expect(judgeLogoutToken(claims, EXPECTED)).toBeNull()
})

test("a logout token may name the person, the session or both", () => {
  const named = { jti: "j-1", exp: NOW + 60 }
  expect(judgeLogoutToken(LOGOUT, EXPECTED)).toEqual({ ...named, sub: "s", sid: null })
  const bySession = { ...LOGOUT, sub: undefined, sid: "x" }
  expect(judgeLogoutToken(bySession, EXPECTED)).toEqual({ ...named, sub: null, sid: "x" })
})
