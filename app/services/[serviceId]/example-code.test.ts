import { expect, test } from "vitest"
import {
  curlExample,
  nodeExample,
  postmanSteps,
  pythonExample,
  SECRET_VARIABLE,
} from "@/app/services/[serviceId]/example-code"

const FACTS = {
  clientId: "0b3ea233-5ffc-41ea-88fe-04e77a4957ef",
  tokenUrl: "https://tenantry.example/oauth/token",
  tenantId: "5f1f9a52-7e5f-4c5e-9a43-3d6b5f2b8a11",
}

test("every example names the service, the organisation, the token URL and where the secret is", () => {
  const examples = [
    curlExample(FACTS),
    nodeExample(FACTS),
    pythonExample(FACTS),
    JSON.stringify(postmanSteps(FACTS)),
  ]
  for (const example of examples) {
    for (const part of [...Object.values(FACTS), SECRET_VARIABLE]) expect(example).toContain(part)
    expect(example).not.toMatch(/insecure/i)
  }
})

test("the examples make libraries accept http, which works only on this machine", () => {
  const here = { ...FACTS, tokenUrl: "http://localhost:3000/oauth/token" }
  expect(nodeExample(here)).toContain("allowInsecureRequests(config)")
  expect(pythonExample(here)).toContain("OAUTHLIB_INSECURE_TRANSPORT")
})
