import {
  htmlAnswer,
  redirectAnswer,
  type SandboxAnswer,
  type SandboxRequest,
} from "@/sandbox/http/answers"
import { type Html, html } from "@/sandbox/login/html"
import { page } from "@/sandbox/login/page"
import { activate, deactivate } from "@/sandbox/world/apps"
import { mayConnect } from "@/sandbox/world/connections"
import type { SandboxApp, World } from "@/sandbox/world/world"

export const APPS_PATH = "/apps"

/**
 * The portal's part: apps to add to the product, and what the named person of a custom one answers to Xero's e-mail. Only
 * from this page itself.
 */
export function answerApps(world: World, request: SandboxRequest): SandboxAnswer {
  if (request.method !== "POST") return htmlAnswer(200, appsPage(world))
  if (request.headers.origin !== request.url.origin) return htmlAnswer(403, appsPage(world))
  const form = new URLSearchParams(request.body)
  const [clientId, tenantId] = [form.get("clientId") ?? "", form.get("tenantId") ?? ""]
  deactivate(world, clientId)
  if (world.organisations.has(tenantId)) activate(world, clientId, tenantId)
  return redirectAnswer(APPS_PATH)
}

function appsPage(world: World): string {
  const body = html`<h1>Apps in the portal</h1>
<p class="soft">Add them to the product to try several Xero apps and custom connections.</p>
${[...world.apps.values()].map((app) => appPart(world, app))}`
  return page({ title: "Apps", body })
}

function appPart(world: World, app: SandboxApp): Html {
  return html`<h2><bdi>${app.name}</bdi></h2>
<ul class="plain">
<li>${app.custom === null ? "Web app" : "Custom connection"}</li>
<li>Client id <code>${app.clientId}</code></li>
<li>Client secret <code>${app.clientSecrets.join(", ")}</code></li>
${app.custom !== null && html`<li>Scopes ${app.scopes.join(" ")}</li>`}
</ul>
${app.custom !== null && emailPart(world, app, app.custom)}`
}

function emailPart(world: World, app: SandboxApp, custom: NonNullable<SandboxApp["custom"]>): Html {
  const user = world.xeroUsers.get(custom.xeroUserId)
  const options = [...world.organisations.values()]
    .filter(({ tenantId }) => mayConnect(user, tenantId))
    .map(({ tenantId, name }) => html`<option value="${tenantId}">${name}</option>`)
  const named = user === undefined ? "The named person" : `${user.givenName} ${user.familyName}`
  return html`<form method="post" action="${APPS_PATH}">
<input type="hidden" name="clientId" value="${app.clientId}">
<p><bdi>${named}</bdi> ${STATES[custom.state]}</p>
<label for="of-${app.clientId}">Organisation</label>
<select id="of-${app.clientId}" name="tenantId"><option value="">None: the consent ends</option>${options}</select>
<div class="actions"><button class="primary">Answer Xero’s e-mail</button></div>
</form>`
}

const STATES = {
  pending: "has not answered Xero’s e-mail yet.",
  active: "has consented.",
  deactivated: "has to consent again.",
}
