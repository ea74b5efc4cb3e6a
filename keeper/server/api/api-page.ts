import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import type { Answer } from "@/keeper/server/machines/http-message"

export const API_PAGE = "/api/v1/docs"
export const API_PAGE_SCRIPT = `${API_PAGE}/redoc.js`

const REDOC = "redoc/bundles/redoc.standalone.js"
// Redoc's own notice of itself is a picture from another origin.
const STYLE = `body{margin:0;font:16px/1.5 system-ui,sans-serif}noscript{display:block;padding:2rem}
a[href="https://redocly.com/redoc/"]{display:none}td code{white-space:nowrap!important}`
// Redoc writes its styles into the page while it runs.
const POLICY = `default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

/** The OpenAPI document as a page for people, drawn by Redoc. It loads nothing from other origins. */
export function apiPage(): Answer {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tenantry API</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<redoc spec-url="/api/v1/openapi.json" disable-search hide-download-button path-in-middle-panel required-props-first></redoc>
<noscript>This page needs JavaScript. The same for tools: <a href="/api/v1/openapi.json">openapi.json</a>.</noscript>
<script src="${API_PAGE_SCRIPT}"></script></body></html>`
  return {
    status: 200,
    body,
    contentType: "text/html; charset=utf-8",
    headers: ["content-security-policy", POLICY],
  }
}

/** Redoc itself, as its package has it. */
export async function apiPageScript(): Promise<Answer> {
  const file = createRequire(import.meta.url).resolve(REDOC)
  return {
    status: 200,
    body: await readFile(file, "utf8"),
    contentType: "text/javascript; charset=utf-8",
  }
}
