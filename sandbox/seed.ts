import type { Organisation, SandboxApp, XeroUser } from "@/sandbox/world/world"

/** The sandbox's default app: made-up credentials in Xero's format. */
export const SANDBOX_CLIENT = {
  clientId: "5A4DB0C5A4DB0C5A4DB0C5A4DB0C0001",
  clientSecret: "sandbox-client-secret-not-a-real-one",
  redirectUri: "http://localhost:3000/xero/callback",
  name: "Tenantry",
} as const

/** A second ordinary app, and a custom one whose consent is still missing. */
export const SECOND_CLIENT = {
  clientId: "5A4DB0C5A4DB0C5A4DB0C5A4DB0C0002",
  clientSecret: "sandbox-second-secret-not-a-real-one",
  name: "Tenantry Payroll",
} as const
export const CUSTOM_CLIENT = {
  clientId: "5A4DB0C5A4DB0C5A4DB0C5A4DB0C0003",
  clientSecret: "sandbox-custom-secret-not-a-real-one",
  name: "Fjord reports",
} as const

export const TENANTS = {
  mapleFlorist: "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0001",
  soens: "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0002",
  sakura: "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0003",
  script: "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0004",
  palmCafe: "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0005",
  demoCompany: "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0006",
  harbourBakery: "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0007",
  fjordAndFell: "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0008",
  longName: "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0009",
} as const

export const XERO_USERS = {
  alice: "7c9d1b80-3e4a-4d0e-8a55-1d2c3b4a0001",
  bjorn: "7c9d1b80-3e4a-4d0e-8a55-1d2c3b4a0002",
  taro: "7c9d1b80-3e4a-4d0e-8a55-1d2c3b4a0003",
  zoe: "7c9d1b80-3e4a-4d0e-8a55-1d2c3b4a0004",
} as const

/** The apps besides the first. */
export function seedApps(): SandboxApp[] {
  const web = { redirectUris: [], scopes: [], appConnections: true, custom: null }
  const waiting = { state: "pending", xeroUserId: XERO_USERS.bjorn, tenantId: null } as const
  return [
    { ...web, ...named(SECOND_CLIENT) },
    {
      ...named(CUSTOM_CLIENT),
      redirectUris: [],
      scopes: ["accounting.settings.read", "accounting.invoices.read"],
      appConnections: false,
      custom: waiting,
    },
  ]
}

function named({ clientSecret, ...app }: { clientId: string; clientSecret: string; name: string }) {
  return { ...app, clientSecrets: [clientSecret] }
}

/** The organisations that every sandbox starts with, with names that are hard on screens and logs. */
export function seedOrganisations(): Organisation[] {
  return [
    organisation(TENANTS.mapleFlorist, "Maple Florist"),
    organisation(TENANTS.soens, 'O\'Brien & Søns "Quality" Ltd'),
    organisation(TENANTS.sakura, "株式会社さくら"),
    organisation(TENANTS.script, '<script>alert("x")</script> Pty Ltd'),
    organisation(TENANTS.palmCafe, "مقهى النخيل"),
    { ...organisation(TENANTS.demoCompany, "Demo Company (NZ)"), isDemoCompany: true },
    organisation(TENANTS.harbourBakery, "Harbour Bakery"),
    organisation(TENANTS.fjordAndFell, "Fjord & Fell Outfitters AS"),
    organisation(
      TENANTS.longName,
      "The Extraordinarily Long-Named Community Garden and Allotment Association of Lower Hutt Incorporated",
    ),
  ]
}

/** Xero users that every sandbox starts with. Alice and Bjørn share Maple Florist; Alice only reads Fjord & Fell. */
export function seedXeroUsers(): XeroUser[] {
  return [
    xeroUser(XERO_USERS.alice, ["Alice", "Doyle"], "alice.doyle@maple.example", {
      [TENANTS.mapleFlorist]: "adviser",
      [TENANTS.harbourBakery]: "adviser",
      [TENANTS.demoCompany]: "standard",
      [TENANTS.script]: "standard",
      [TENANTS.fjordAndFell]: "readonly",
    }),
    xeroUser(XERO_USERS.bjorn, ["Bjørn", "O'Neil"], "bjorn.oneil@soens.example", {
      [TENANTS.mapleFlorist]: "standard",
      [TENANTS.soens]: "adviser",
      [TENANTS.fjordAndFell]: "adviser",
    }),
    xeroUser(XERO_USERS.taro, ["太郎", "山田"], "taro.yamada@sakura.example", {
      [TENANTS.sakura]: "adviser",
      [TENANTS.longName]: "standard",
    }),
    xeroUser(XERO_USERS.zoe, ["Zoë", "<script>alert(1)</script>"], "zoe@palm-cafe.example", {
      [TENANTS.script]: "adviser",
      [TENANTS.palmCafe]: "adviser",
      [TENANTS.mapleFlorist]: "invoiceonly",
    }),
  ]
}

function organisation(tenantId: string, name: string): Organisation {
  return { tenantId, name, tenantType: "ORGANISATION", isDemoCompany: false }
}

function xeroUser(
  xeroUserId: string,
  [givenName, familyName]: [string, string],
  email: string,
  roles: XeroUser["roles"],
): XeroUser {
  return { xeroUserId, givenName, familyName, email, roles }
}
