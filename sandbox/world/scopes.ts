const IDENTITY_SCOPES = ["email", "profile", "openid"]

const granularReadWrite = [
  "accounting.invoices",
  "accounting.payments",
  "accounting.banktransactions",
  "accounting.manualjournals",
  "accounting.contacts",
  "accounting.settings",
  "accounting.attachments",
  "payroll.employees",
  "payroll.payruns",
  "payroll.payslip",
  "payroll.settings",
  "payroll.timesheets",
  "projects",
  "files",
  "assets",
]

const granularReadOnly = [
  "accounting.budgets.read",
  "accounting.reports.aged.read",
  "accounting.reports.balancesheet.read",
  "accounting.reports.banksummary.read",
  "accounting.reports.budgetsummary.read",
  "accounting.reports.executivesummary.read",
  "accounting.reports.profitandloss.read",
  "accounting.reports.trialbalance.read",
  "accounting.reports.taxreports.read",
  "accounting.reports.tenninetynine.read",
]

/** What an app made since March 2026 may ask a Xero user for: no broad scopes (docs/xero.md §3.2, §3.3). */
export const USER_SCOPES: ReadonlySet<string> = new Set([
  ...IDENTITY_SCOPES,
  "offline_access",
  ...granularReadWrite,
  ...granularReadWrite.map((scope) => `${scope}.read`),
  ...granularReadOnly,
])

/** What the app may ask for itself, by client credentials (docs/xero.md §5.2). */
export const APP_SCOPES: ReadonlySet<string> = new Set(["app.connections"])

/** Splits a scope parameter; order kept, repeats dropped. */
export function splitScopes(scope: string): string[] {
  return [...new Set(scope.split(" ").filter(Boolean))]
}

/** The order of the access token's array: identity, API, then `offline_access` (docs/xero.md §2.4). */
export function inTokenOrder(scopes: string[]): string[] {
  const identity = IDENTITY_SCOPES.filter((scope) => scopes.includes(scope))
  const offline = scopes.filter((scope) => scope === "offline_access")
  return [...identity, ...scopes.filter(isApiScope), ...offline]
}

/** True for scopes that stay consented once given; identity and offline access are asked for each time. */
export function isApiScope(scope: string): boolean {
  return !IDENTITY_SCOPES.includes(scope) && scope !== "offline_access"
}
