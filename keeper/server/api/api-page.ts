import { createHash } from "node:crypto"
import { type Operation, openApiDocument } from "@/keeper/server/api/openapi"
import type { Answer } from "@/keeper/server/machines/http-message"
import { REFUSALS } from "@/keeper/server/machines/refusals"

export const API_PAGE = "/api/v1/docs"

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
code,pre{font:14px/1.5 ui-monospace,monospace;background:#f2f4f7;border-radius:4px}code{padding:.1em .3em}
pre{padding:1rem;overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #d8dde5}`
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

/** The document as a page for people. It loads nothing from other origins. */
export function apiPage(appUrl: string): Answer {
  const { paths, components, info } = openApiDocument(appUrl)
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => section(`${method.toUpperCase()} ${path}`, one)),
  )
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<h3 id="${name}">${name}</h3><pre>${htmlText(JSON.stringify(schema, null, 2))}</pre>`,
  )
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tenantry API</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<h1>Tenantry API</h1><p>${htmlText(info.description)}
The same as a document for tools: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
<pre>${htmlText(example(appUrl))}</pre>
${operations.join("\n")}<h2>What else may be answered</h2>${refusalTable()}<h2>Schemas</h2>${schemas.join("\n")}
</body></html>`
  return {
    status: 200,
    body,
    contentType: "text/html; charset=utf-8",
    headers: ["content-security-policy", POLICY],
  }
}

function section(
  title: string,
  { summary, parameters, requestBody, responses }: Operation,
): string {
  const input = { ...(parameters.length > 0 ? { parameters } : {}), requestBody }
  const shown = JSON.stringify({ ...input, 200: responses["200"] }, null, 2)
  return `<h2><code>${title}</code></h2><p>${htmlText(summary)}</p><pre>${htmlText(shown)}</pre>`
}

function refusalTable(): string {
  const rows = Object.entries(REFUSALS).map(
    ([code, { status, title }]) =>
      `<tr><td>${status}</td><td><code>${code}</code></td><td>${htmlText(title)}</td></tr>`,
  )
  return `<table><tr><th>Status</th><th>Error</th><th>Meaning</th></tr>${rows.join("")}</table>`
}

function example(appUrl: string): string {
  return `curl -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials -d resource=TENANT_ID ${appUrl}/oauth/token`
}

function htmlText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}
