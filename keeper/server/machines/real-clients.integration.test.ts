import { execFile } from "node:child_process"
import { promisify } from "node:util"
import * as client from "openid-client"
import { beforeAll, expect, it } from "vitest"
import { XeroClient } from "xero-node"
import { createClientSecret } from "@/keeper/services/access/client-secret"
import { createTestService, type Door, openDoor, type TestService } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const run = promisify(execFile)
const testEnv = shareTestEnv()
let door: Door
let service: TestService
beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  door = await openDoor(testEnv)
  service = await createTestService(testEnv, { tenantIds: [TENANTS.mapleFlorist] })
})

function configure(authentication: client.ClientAuth): client.Configuration {
  const server = { issuer: door.url, token_endpoint: `${door.url}/oauth/token` }
  const configuration = new client.Configuration(
    server,
    service.clientId,
    undefined,
    authentication,
  )
  client.allowInsecureRequests(configuration)
  return configuration
}

it.each([
  ["client_secret_basic", client.ClientSecretBasic],
  ["client_secret_post", client.ClientSecretPost],
])("openid-client obtains a token by %s", async (_, method) => {
  const configuration = configure(method(service.clientSecret))
  const tokens = await client.clientCredentialsGrant(configuration, {
    resource: TENANTS.mapleFlorist,
  })
  expect(tokens.access_token).toMatch(/^eyJ/)
  expect(tokens.expiresIn()).toBeGreaterThan(1_700)
  expect(tokens.refresh_token).toBeUndefined()
})

it("openid-client finds the token endpoint where it knows nothing but Tenantry's address", async () => {
  const { APP_URL = "" } = testEnv.env
  const configuration = await client.discovery(
    new URL(APP_URL),
    service.clientId,
    undefined,
    client.ClientSecretBasic(service.clientSecret),
    {
      algorithm: "oauth2",
      execute: [client.allowInsecureRequests],
      [client.customFetch]: (url, init) =>
        fetch(url.replace(APP_URL, door.url), init as RequestInit),
    },
  )
  const tokens = await client.clientCredentialsGrant(configuration, {
    resource: TENANTS.mapleFlorist,
  })
  expect(tokens.access_token).toMatch(/^eyJ/)
})

it("openid-client understands a refusal", async () => {
  const { clientSecret: wrong } = createClientSecret()
  const refused = client.clientCredentialsGrant(configure(client.ClientSecretPost(wrong)), {})
  await expect(refused).rejects.toMatchObject({ status: 401, cause: [{ scheme: "basic" }] })
  const target = client.clientCredentialsGrant(
    configure(client.ClientSecretPost(service.clientSecret)),
    {
      resource: TENANTS.sakura,
    },
  )
  await expect(target).rejects.toMatchObject({ error: "invalid_target", status: 400 })
})

it("curl obtains a token", async () => {
  const { stdout } = await run("curl", [
    ...[
      "--silent",
      "--show-error",
      "--fail",
      "--user",
      `${service.clientId}:${service.clientSecret}`,
    ],
    ...["--data", "grant_type=client_credentials", "--data", `resource=${TENANTS.mapleFlorist}`],
    `${door.url}/oauth/token`,
  ])
  expect(JSON.parse(stdout)).toMatchObject({ token_type: "Bearer", tenant_name: "Maple Florist" })
})

it("xero-node reads the organisation with it", async () => {
  const configuration = configure(client.ClientSecretBasic(service.clientSecret))
  const { access_token } = await client.clientCredentialsGrant(configuration)
  const xero = new XeroClient()
  xero.setTokenSet({ access_token })
  Object.assign(xero.accountingApi, { basePath: `${testEnv.sandbox.apiUrl}/api.xro/2.0` })
  const { body } = await xero.accountingApi.getOrganisations(TENANTS.mapleFlorist)
  expect(body.organisations?.[0]?.name).toBe("Maple Florist")
})
