import express from "express"
import * as oauth from "openid-client"
import { Webhook } from "standardwebhooks"

// A shop whose customers connect their Xero organisations: see "A product with customers of its own" in docs/api.md.
const { TENANTRY_URL = "", CLIENT_ID = "", CLIENT_SECRET = "", WEBHOOK_SECRET = "" } = process.env
const { SHOP_URL = "", PORT } = process.env
const execute = TENANTRY_URL.startsWith("http:") ? [oauth.allowInsecureRequests] : []
const server = new URL(TENANTRY_URL)
const how = { algorithm: "oauth2", execute }
const tenantry = await oauth.discovery(server, CLIENT_ID, CLIENT_SECRET, undefined, how)
const basic = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString("base64")

const shop = express()
shop.get("/", (_, response) => {
  response.send('<form method="post" action="/connect"><button>Connect Xero</button></form>')
})
shop.post("/connect", async (_, response) => {
  const headers = { authorization: `Basic ${basic}`, "content-type": "application/json" }
  const wanted = { purpose: "connect", reference: "customer-42", return_to: `${SHOP_URL}/thanks` }
  const body = JSON.stringify(wanted)
  const made = await fetch(`${TENANTRY_URL}/api/v1/links`, { method: "POST", headers, body })
  const { url } = await made.json()
  response.redirect(303, url)
})
shop.post("/webhook", express.raw({ type: "*/*" }), async (request, response) => {
  const { type, data } = new Webhook(WEBHOOK_SECRET).verify(request.body, request.headers)
  response.sendStatus(204)
  if (type !== "link.done") return
  const [{ tenant_id: resource }] = data.tenants
  const token = await oauth.clientCredentialsGrant(tenantry, { resource })
  const { tenant_name: name, expires_in: seconds } = token
  process.stdout.write(`${data.reference}: a token for ${name} that lives ${seconds} seconds\n`)
})
shop.get("/thanks", (_, response) => {
  response.send("<h1>Thank you</h1>")
})
shop.listen(PORT, "127.0.0.1", () => process.stdout.write("the shop is open\n"))
