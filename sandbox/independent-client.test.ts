import * as oauth from "oauth4webapi"
import { afterAll, expect, test } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { SANDBOX_CLIENT, TENANTS, XERO_USERS } from "@/sandbox/seed"
import { startSandbox } from "@/sandbox/start-sandbox"
import { READ_SCOPES } from "@/sandbox/testing/app-client"
import { walkConsent } from "@/sandbox/walk-consent"

const sandbox = await startSandbox()
afterAll(() => sandbox.close())

const client: oauth.Client = { client_id: SANDBOX_CLIENT.clientId }
const clientAuth = oauth.ClientSecretBasic(SANDBOX_CLIENT.clientSecret)
const onLoopback = { [oauth.allowInsecureRequests]: true }

test("a client that knows nothing of the sandbox goes through the whole code flow", async () => {
  const issuer = new URL(sandbox.issuer)
  const discovery = await oauth.discoveryRequest(issuer, onLoopback)
  const server = await oauth.processDiscoveryResponse(issuer, discovery)

  const codeVerifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const nonce = oauth.generateRandomNonce()
  const authorizationUrl = new URL(server.authorization_endpoint ?? "")
  authorizationUrl.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: SANDBOX_CLIENT.redirectUri,
    response_type: "code",
    scope: READ_SCOPES,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
    state,
    nonce,
  }).toString()
  const choose = TENANTS.sakura
  const callback = await walkConsent({ authorizationUrl, xeroUserId: XERO_USERS.taro, choose })

  const parameters = oauth.validateAuthResponse(server, client, callback, state)
  const exchange = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    clientAuth,
    parameters,
    SANDBOX_CLIENT.redirectUri,
    codeVerifier,
    onLoopback,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, exchange, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(server, exchange, onLoopback)
  expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({
    xero_userid: XERO_USERS.taro,
    family_name: "山田",
  })

  const refreshing = await oauth.refreshTokenGrantRequest(
    server,
    client,
    clientAuth,
    tokens.refresh_token ?? "",
    onLoopback,
  )
  const refreshed = await oauth.processRefreshTokenResponse(server, client, refreshing)
  const listed = await oauth.protectedResourceRequest(
    refreshed.access_token,
    "GET",
    new URL("/connections", sandbox.apiUrl),
    undefined,
    undefined,
    onLoopback,
  )
  expect(await listed.json()).toMatchObject([{ tenantId: TENANTS.sakura }])

  const revocation = await oauth.revocationRequest(
    server,
    client,
    clientAuth,
    refreshed.refresh_token ?? "",
    onLoopback,
  )
  expect(await oauth.processRevocationResponse(revocation)).toBeUndefined()
  expect((await sandboxControl(sandbox.apiUrl).state()).connections).toEqual([])
})
