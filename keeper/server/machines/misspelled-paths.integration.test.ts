import { once } from "node:events"
import { request } from "node:http"
import { json } from "node:stream/consumers"
import { beforeAll, expect, it } from "vitest"
import { type Door, openDoor } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"

const testEnv = shareTestEnv()
let door: Door
beforeAll(async () => {
  door = await openDoor(testEnv)
})

it.each([
  ["POST", "/oauth/token/", "application/json", "invalid_request"],
  ["POST", "//oauth/token", "application/json", "invalid_request"],
  ["POST", "/OAUTH/token", "application/json", "invalid_request"],
  ["POST", "/oauth%2Ftoken", "application/json", "invalid_request"],
  ["POST", "/oauth/./token", "application/json", "invalid_request"],
  ["POST", "/%2e/oauth/token", "application/json", "invalid_request"],
  ["POST", "/sign-in/..%2Foauth/token", "application/json", "invalid_request"],
  ["GET", "/api/v1/./tenants", "application/problem+json", "not_found"],
  ["GET", "/api/health/", "application/problem+json", "not_found"],
  ["GET", "/API/health", "application/problem+json", "not_found"],
  ["GET", "/oauth", "application/json", "invalid_request"],
  ["GET", "/api/v1/", "application/problem+json", "not_found"],
  ["GET", "/api/v1//tenants", "application/problem+json", "not_found"],
  ["POST", "/API/V1/tenants", "application/problem+json", "not_found"],
  ["GET", "/api/v1/%74enants", "application/problem+json", "not_found"],
  ["GET", "/.WELL-KNOWN/security.txt", "application/problem+json", "not_found"],
  ["GET", "/.well-known/security.txt/", "application/problem+json", "not_found"],
])(
  "%s %s is not found, in the form of the address that it is close to",
  async (method, path, type, error) => {
    const [response] = await once(request(door.url, { method, path }).end(), "response")
    expect(response.statusCode).toBe(404)
    expect(response.headers["content-type"]).toBe(type)
    expect((await json(response)) as object).toMatchObject({ error })
  },
)
