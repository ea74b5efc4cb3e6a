/** The environment variable that the examples read the client secret from. */
export const SECRET_VARIABLE = "TENANTRY_CLIENT_SECRET"

/** One request with curl. */
export function curlExample({ clientId, tokenUrl, tenantId }: ExampleFacts): string {
  return `curl ${tokenUrl} \\
  --user "${clientId}:$${SECRET_VARIABLE}" \\
  --data grant_type=client_credentials \\
  --data resource=${tenantId}`
}

/** Node.js with openid-client 6. */
export function nodeExample({ clientId, tokenUrl, tenantId }: ExampleFacts): string {
  const { origin, protocol } = new URL(tokenUrl)
  const plain =
    protocol === "http:"
      ? "// For http on this machine only.\nclient.allowInsecureRequests(config)\n"
      : ""
  return `import * as client from "openid-client"

const config = new client.Configuration(
  { issuer: "${origin}", token_endpoint: "${tokenUrl}" },
  "${clientId}",
  process.env.${SECRET_VARIABLE},
)
${plain}
const tenantId = "${tenantId}"
const token = await client.clientCredentialsGrant(config, { resource: tenantId })

const answer = await fetch("https://api.xero.com/api.xro/2.0/Organisation", {
  headers: {
    authorization: \`Bearer \${token.access_token}\`,
    "xero-tenant-id": tenantId,
    accept: "application/json",
  },
})
console.log(await answer.json())`
}

/** Python with requests-oauthlib. */
export function pythonExample({ clientId, tokenUrl, tenantId }: ExampleFacts): string {
  const plain = tokenUrl.startsWith("http:")
    ? '\n# For http on this machine only.\nos.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"\n'
    : ""
  return `import os

from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session
${plain}
client_id = "${clientId}"
tenant_id = "${tenantId}"

session = OAuth2Session(client=BackendApplicationClient(client_id=client_id))
session.fetch_token(
    "${tokenUrl}",
    client_id=client_id,
    client_secret=os.environ["${SECRET_VARIABLE}"],
    resource=tenant_id,
)
answer = session.get(
    "https://api.xero.com/api.xro/2.0/Organisation",
    headers={"xero-tenant-id": tenant_id, "accept": "application/json"},
)
print(answer.json())`
}

/** Postman: what to enter where. */
export function postmanSteps({ clientId, tokenUrl, tenantId }: ExampleFacts): PostmanStep[] {
  return [
    { where: "Authorization, Type", what: "OAuth 2.0" },
    { where: "Grant type", what: "Client Credentials" },
    { where: "Access Token URL", what: tokenUrl },
    { where: "Client ID", what: clientId },
    { where: "Client Secret", what: `{{${SECRET_VARIABLE}}}` },
    { where: "Client Authentication", what: "Send as Basic Auth header" },
    { where: "Advanced, Token Request, Key", what: "resource" },
    { where: "Advanced, Token Request, Value", what: tenantId },
    { where: "Advanced, Token Request, Send In", what: "Request Body" },
    { where: "Headers, xero-tenant-id", what: tenantId },
  ]
}

export type ExampleFacts = { clientId: string; tokenUrl: string; tenantId: string }
export type PostmanStep = { where: string; what: string }
