"use client"

import { type ReactNode, useState } from "react"
import { Card } from "@/app/_ui/content/card"
import { CopyButton } from "@/app/_ui/forms/copy-button"
import { Select } from "@/app/_ui/forms/select"
import { Tabs } from "@/app/_ui/frame/tabs"
import {
  curlExample,
  type ExampleFacts,
  nodeExample,
  type PostmanStep,
  postmanSteps,
  pythonExample,
  SECRET_VARIABLE,
} from "@/app/services/[serviceId]/example-code"

/** How a program gets a token, ready to paste, with this service's client id and a chosen organisation. */
export function Examples({ clientId, tokenUrl, organisations, more }: ExamplesProps) {
  const [tenantId, setTenantId] = useState(organisations[0]?.tenantId ?? "")
  const facts: ExampleFacts = { clientId, tokenUrl, tenantId: tenantId || "<tenant id>" }
  return (
    <Card
      title="How to get a token"
      hint="Ready to paste. The examples read the client secret from an environment variable."
    >
      <div className="grid gap-4">
        {organisations.length === 0 ? null : (
          <div className="max-w-md">
            <Select
              label="Organisation in the examples"
              hint={
                more
                  ? "The first hundred by name. Any other organisation with access works too."
                  : null
              }
              value={tenantId}
              onChange={(event) => setTenantId(event.target.value)}
              options={organisations.map((one) => ({ value: one.tenantId, label: one.name }))}
            />
          </div>
        )}
        <Tabs label="Languages and tools" tabs={tabsOf(facts)} />
        <p className="text-[0.8125rem] text-muted">
          The answer holds <code className="font-mono">access_token</code> and{" "}
          <code className="font-mono">expires_in</code>, which is at least 5 minutes. Ask again
          whenever you need a token. You get one at once, and you have no refresh token to store.
        </p>
      </div>
    </Card>
  )
}

function tabsOf(facts: ExampleFacts) {
  const node = { text: nodeExample(facts), what: "the Node.js example" }
  const python = { text: pythonExample(facts), what: "the Python example" }
  return [
    { label: "curl", panel: <Code text={curlExample(facts)} what="the curl example" /> },
    { label: "Node.js", panel: <Code {...node} first="npm install openid-client" /> },
    { label: "Python", panel: <Code {...python} first="pip install requests-oauthlib" /> },
    { label: "Postman", panel: <Postman steps={postmanSteps(facts)} /> },
  ]
}

function Code({ text, what, first }: { text: string; what: string; first?: string }) {
  return (
    <div className="grid gap-2">
      {first === undefined ? null : (
        <p className="text-[0.8125rem] text-muted">
          Install once:{" "}
          <code className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs">{first}</code>
        </p>
      )}
      <div className="relative rounded-lg border bg-sunken">
        <div className="absolute top-1.5 right-1.5 rounded-md bg-sunken">
          <CopyButton text={text} what={what} />
        </div>
        <pre className="whitespace-pre-wrap p-3 pr-11 font-mono text-xs leading-relaxed [overflow-wrap:anywhere]">
          {text}
        </pre>
      </div>
    </div>
  )
}

function Postman({ steps }: { steps: PostmanStep[] }) {
  return (
    <div className="grid gap-3">
      <ol className="grid gap-2">
        {steps.map(({ where, what }) => (
          <Step key={where} where={where}>
            {what}
          </Step>
        ))}
      </ol>
      <p className="text-[0.8125rem] text-muted">
        Keep the secret in Postman’s vault or in an environment, in the variable{" "}
        <code className="font-mono">{SECRET_VARIABLE}</code>. Then press Get New Access Token and
        send GET https://api.xero.com/api.xro/2.0/Organisation.
      </p>
    </div>
  )
}

function Step({ where, children }: { where: string; children: ReactNode }) {
  return (
    <li className="grid gap-x-4 sm:grid-cols-[15rem_minmax(0,1fr)]">
      <span className="text-muted">{where}</span>
      <code className="break-all font-mono text-[0.8125rem]">{children}</code>
    </li>
  )
}

type ExamplesProps = {
  clientId: string
  tokenUrl: string
  organisations: { tenantId: string; name: string }[]
  /** There are others. */
  more: boolean
}
