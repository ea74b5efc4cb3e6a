import type { Page } from "playwright/test"

/** A device that holds passkeys, in place of a finger on a sensor. */
export async function addPasskeyDevice(page: Page): Promise<PasskeyDevice> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send("WebAuthn.enable")
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    async refuse(refused) {
      const isUserVerified = !refused
      await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified })
    },
    async copyTo(other) {
      const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId })
      for (const credential of credentials) await other.take(credential)
    },
    async take(credential) {
      await cdp.send("WebAuthn.addCredential", { authenticatorId, credential })
    },
  }
}

export type PasskeyDevice = {
  /** Whether nobody confirms by finger, face or PIN. */
  refuse(refused: boolean): Promise<void>
  /** Gives another device a copy of every passkey, as only a broken one can. */
  copyTo(other: PasskeyDevice): Promise<void>
  take(credential: {
    credentialId: string
    isResidentCredential: boolean
    rpId?: string
    privateKey: string
    userHandle?: string
    signCount: number
  }): Promise<void>
}
