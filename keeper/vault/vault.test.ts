import { randomBytes } from "node:crypto"
import { CompactEncrypt, decodeProtectedHeader } from "jose"
import { describe, expect, it } from "vitest"
import { createVault, keyIdOf, tryOpen, VaultError } from "@/keeper/vault/vault"

const installationId = "7c1a6b0e-0000-4000-8000-000000000001"
const k1 = { keyId: "k1", bytes: randomBytes(32) }
const k2 = { keyId: "k2", bytes: randomBytes(32) }
const place = { column: "TokenSet.refreshToken", row: "row-1" }

describe("the vault", () => {
  it("opens what it sealed, and the envelope names key and place but not the plaintext", async () => {
    const vault = createVault({ keys: [k1], installationId })
    const sealed = await vault.seal("a refresh token", place)
    expect(await vault.open(sealed, place)).toBe("a refresh token")
    expect(keyIdOf(sealed)).toBe("k1")
    expect(decodeProtectedHeader(sealed)).toMatchObject({ alg: "dir", enc: "A256GCM" })
    expect(sealed).not.toContain("refresh token")
  })

  it("seals with the first key and opens with all", async () => {
    const sealed = await createVault({ keys: [k1], installationId }).seal("x", place)
    const rotated = createVault({ keys: [k2, k1], installationId })
    expect(await rotated.open(sealed, place)).toBe("x")
    expect(keyIdOf(await rotated.seal("y", place))).toBe("k2")
  })

  it.each([
    ["another row", { ...place, row: "row-2" }, installationId],
    ["another column", { ...place, column: "TokenSet.accessToken" }, installationId],
    ["another installation", place, "7c1a6b0e-0000-4000-8000-000000000002"],
  ])("refuses a ciphertext moved to %s", async (_, elsewhere, installation) => {
    const sealed = await createVault({ keys: [k1], installationId }).seal("x", place)
    const vault = createVault({ keys: [k1], installationId: installation })
    await expect(vault.open(sealed, elsewhere)).rejects.toMatchObject({ code: "moved" })
  })

  it("names the key id that is missing, and the one that does not open", async () => {
    const sealed = await createVault({ keys: [k1], installationId }).seal("x", place)
    const without = createVault({ keys: [k2], installationId })
    await expect(without.open(sealed, place)).rejects.toThrow("k1")
    const wrong = createVault({ keys: [{ keyId: "k1", bytes: randomBytes(32) }], installationId })
    await expect(wrong.open(sealed, place)).rejects.toMatchObject({ code: "wrong_key" })
    await expect(wrong.open(sealed, place)).rejects.toThrow("k1")
  })

  it("refuses a changed ciphertext and other algorithms", async () => {
    const vault = createVault({ keys: [k1], installationId })
    const sealed = await vault.seal("x", place)
    const parts = sealed.split(".")
    parts[3] = parts[3] === "AA" ? "AQ" : "AA"
    await expect(vault.open(parts.join("."), place)).rejects.toBeInstanceOf(VaultError)
    const weaker = await new CompactEncrypt(Buffer.from("x"))
      .setProtectedHeader({
        alg: "dir",
        enc: "A128GCM",
        kid: "k1",
        ctx: `${installationId}/${place.column}/${place.row}`,
      })
      .encrypt(randomBytes(16))
    await expect(vault.open(weaker, place)).rejects.toBeInstanceOf(VaultError)
  })

  it.each([
    ["empty", ""],
    ["no JWE", "a refresh token"],
    ["five parts of nothing", "...."],
    ["a head that is no JSON", "bm8.b.b.b.b"],
  ])("says of what is no sealed value that it is malformed: %s", async (_, sealed) => {
    const vault = createVault({ keys: [k1], installationId })
    expect(await tryOpen(vault, sealed, place)).toMatchObject({
      kind: "shut",
      error: { code: "malformed" },
    })
  })
})
