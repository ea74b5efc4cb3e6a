import { randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import { createVault } from "@/keeper/vault/vault"
import type { Db } from "@/lib/db/create-db"
import { vaultKeys } from "@/lib/env-values"
import { fingerprintOf } from "@/lib/fingerprint"
import type { NewChain } from "@/scripts/seed/tell-sandbox"
import { daysFromNow } from "@/scripts/seed/times"

/** Seals what the sandbox gave for each grant as the grant's current token set, whose access token has expired. */
export async function storeTokens(db: Db, dataDir: string, chains: NewChain[]): Promise<void> {
  const keys = vaultKeys.parse((await readFile(join(dataDir, "vault-keys"), "utf8")).trim())
  const { id: installationId } = await db.installation.findFirstOrThrow({ select: { id: true } })
  const vault = createVault({ keys, installationId })
  const sets = await Promise.all(
    chains.map(async ({ grantId, refreshToken }) => {
      const id = randomUUID()
      return {
        id,
        grantId,
        chain: 1,
        rotation: ROTATION,
        refreshTokenSealed: await vault.seal(refreshToken, refreshTokenPlace(id)),
        fingerprint: fingerprintOf(refreshToken),
        receivedAt: daysFromNow(-0.3),
        accessTokenExpiresAt: daysFromNow(-0.2),
      }
    }),
  )
  await db.tokenSet.createMany({ data: sets })
  await db.$executeRaw`
    UPDATE "Grant" g SET "currentTokenSetId" = t."id", "rotation" = t."rotation" FROM "TokenSet" t
    WHERE t."grantId" = g."id" AND t."rotation" = ${ROTATION}`
}

// Behind the scrubbed one that their history presented.
const ROTATION = 2
