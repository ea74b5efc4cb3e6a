import { CONSENT_PATH } from "@/sandbox/identity/paths"
import { type Html, html } from "@/sandbox/login/html"
import { page } from "@/sandbox/login/page"
import type { Organisation, World, XeroUser } from "@/sandbox/world/world"

/** First screen: which of the made-up people is signing in. */
export function userPickerPage({ uid, appName, users }: PersonScreen): string {
  const people = users.map(
    (user) => html`<li><button name="xeroUserId" value="${user.xeroUserId}">
<span class="avatar" aria-hidden="true">${[...displayName(user)][0] ?? "?"}</span>
<span class="who"><span class="name"><bdi>${displayName(user)}</bdi></span><span class="soft">${user.email}</span></span>
</button></li>`,
  )
  const body = html`<h1>Log in as</h1>
<p class="soft">Pick the person who gives ${appName} access. No password is needed here.</p>
<form method="post" action="${CONSENT_PATH}/${uid}/user">
<ul class="people">${people}</ul>
<label class="tick"><input type="checkbox" name="remember" value="true"> Remember my choice in this browser</label>
</form>`
  return page({ title: "Log in", body })
}

/** Second screen: what is asked for, and for which organisation (docs/xero.md §4.2). */
export function consentPage(screen: ConsentScreen): string {
  const { uid, user, scopes, connected, notice } = screen
  const body = html`<h1>${screen.appName} wants access to your data</h1>
${signedIn(uid, user)}
${notice !== null && html`<p class="warn" role="alert">${notice}</p>`}
<h2>It asks for</h2>
<ul class="scopes">${scopes.map((scope) => html`<li>${scope}</li>`)}</ul>
<form method="post" action="${CONSENT_PATH}/${uid}">
${organisationChoice(screen)}
${connectedNote(connected)}
<div class="actions">
${screen.connectable.length > 0 && html`<button class="primary" name="action" value="allow"${screen.atCap && html` disabled`}>Allow access</button>`}
${connected.length > 0 && html`<button name="action" value="continue">Continue with ${countOf(connected)}</button>`}
<button name="action" value="cancel">Cancel</button>
</div>
</form>`
  return page({ title: "Allow access", body })
}

/** Xero's own error page: styled as a 500, with no way back to the app (docs/xero.md §1.3). */
export function errorPage(error: string): string {
  const body = html`<h1>Error code: 500</h1>
<p>Sorry, something went wrong.</p>
<p><code>Error: ${error}</code></p>
<p class="soft">As with Xero, nothing is sent back to the app from here. Return to it and start again.</p>`
  return page({ title: "Error code: 500", body })
}

/** The page that people see when they open the sandbox directly. */
export function frontPage(world: World): string {
  const users = [...world.xeroUsers.values()]
  const body = html`<h1>Nothing to consent to</h1>
<p>This is a stand-in for Xero's log-in. Start from the app: press <em>Connect Xero</em> there.</p>
<p><a href="/apps">Apps in the portal</a>: a second web app and a custom connection, to add to the product.</p>
<h2>People to log in as</h2>
<ul class="plain">${users.map((user) => html`<li><bdi>${displayName(user)}</bdi> <span class="soft">${user.email}</span></li>`)}</ul>`
  return page({ title: "Log in", body })
}

/** Puts the family name first where that is the custom. */
function displayName({ givenName, familyName }: XeroUser): string {
  const familyFirst = /\p{Script=Han}/u.test(familyName)
  return familyFirst ? `${familyName} ${givenName}` : `${givenName} ${familyName}`
}

function signedIn(uid: string, user: XeroUser): Html {
  return html`<form class="signed-in" method="post" action="${CONSENT_PATH}/${uid}/switch">
<div><span class="soft">Logged in as</span> <strong class="name"><bdi>${displayName(user)}</bdi></strong></div>
<button class="link">Switch person</button>
</form>`
}

function organisationChoice({ connectable, atCap, bulk }: ConsentScreen): Html {
  if (connectable.length === 0) {
    return html`<p class="soft">There is no further organisation that this person may connect.</p>`
  }
  const capNote =
    atCap && html`<p class="soft">The app has as many connections as its plan allows.</p>`
  const suffix = atCap ? " (connection limit reached)" : ""
  if (bulk) {
    const ticks = connectable.map(
      ({ tenantId, name }) =>
        html`<label class="tick"><input type="checkbox" name="tenantId" value="${tenantId}"${atCap && html` disabled`}> <bdi>${name}</bdi>${suffix}</label>`,
    )
    return html`<fieldset><legend>Organisations</legend>${ticks}</fieldset>${capNote}`
  }
  const options = connectable.map(
    ({ tenantId, name }) =>
      html`<option value="${tenantId}"${atCap && html` disabled`}>${name}${suffix}</option>`,
  )
  return html`<label for="organisation">Organisation</label>
<select id="organisation" name="tenantId"><option value="">Select an organisation</option>${options}</select>${capNote}`
}

function connectedNote(connected: Organisation[]): Html | null {
  if (connected.length === 0) return null
  const names = connected.map(({ name }) => html`<li><bdi>${name}</bdi></li>`)
  return html`<h2>Already connected</h2><ul class="plain">${names}</ul>`
}

function countOf(connected: Organisation[]): string {
  return connected.length === 1 ? "1 organisation" : `${connected.length} organisations`
}

type PersonScreen = { uid: string; appName: string; users: XeroUser[] }
export type ConsentScreen = {
  uid: string
  appName: string
  user: XeroUser
  scopes: string[]
  connectable: Organisation[]
  connected: Organisation[]
  atCap: boolean
  bulk: boolean
  notice: string | null
}
