// What an app reads or writes, by the scope without its ".read" (docs/xero.md §3.3).
const DATA: Record<string, string> = {
  "accounting.invoices": "invoices, credit notes, quotes, purchase orders and items",
  "accounting.payments": "payments, batch payments, overpayments and prepayments",
  "accounting.banktransactions": "bank transactions and bank transfers",
  "accounting.manualjournals": "manual journals",
  "accounting.contacts": "contacts and contact groups",
  "accounting.settings":
    "the organisation’s details and settings: accounts, tax rates, currencies, tracking categories, users and items",
  "accounting.attachments": "files attached to invoices, transactions and contacts",
  "accounting.classicexpenses": "expense claims and receipts",
  "accounting.transactions":
    "invoices, quotes, purchase orders, payments, bank transactions and manual journals",
  "accounting.budgets": "budgets",
  "accounting.journals": "the general ledger’s journals",
  "accounting.reports": "all financial reports",
  "accounting.reports.aged": "the reports on aged receivables and payables",
  "accounting.reports.balancesheet": "the balance sheet",
  "accounting.reports.banksummary": "the bank summary",
  "accounting.reports.budgetsummary": "the budget summary",
  "accounting.reports.executivesummary": "the executive summary",
  "accounting.reports.profitandloss": "the profit and loss report",
  "accounting.reports.trialbalance": "the trial balance",
  "accounting.reports.taxreports": "tax reports, such as GST and BAS",
  "accounting.reports.tenninetynine": "1099 reports (United States)",
  "payroll.employees": "employees’ payroll details, pay and leave",
  "payroll.payruns": "pay runs",
  "payroll.payslip": "payslips",
  "payroll.settings": "payroll settings",
  "payroll.timesheets": "timesheets",
  projects: "projects, their tasks and the time spent on them",
  files: "the organisation’s files and folders",
  assets: "fixed assets",
  "finance.statements": "financial statements",
  "finance.cashvalidation": "how far bank balances and bank statements agree",
  "finance.bankstatementsplus": "bank statements, and what their lines are reconciled with",
  "finance.accountingactivity": "how and when the books are kept: activity, locks and changes",
  practicemanager: "clients, jobs and staff in Xero Practice Manager",
  workflowmax: "clients, jobs and staff in WorkflowMax",
}

// Those that are no matter of reading and writing.
const OTHER: Record<string, string> = {
  openid: "know which Xero user you are",
  profile: "see your name",
  email: "see your e-mail address",
  offline_access: "stay connected while you are not signed in to Xero",
  bankfeeds: "send bank statements to bank accounts",
  paymentservices: "offer payment services on invoices",
  "app.connections": "list and end the app’s connections",
  "marketplace.billing": "charge for the app through the Xero App Store",
}

const OF_OTHERS: Record<string, string> = {
  openid: "know which Xero user consented",
  profile: "see the Xero user’s name",
  email: "see the Xero user’s e-mail address",
  offline_access: "stay connected while the Xero user is not signed in",
}

/** What one scope lets an app do, in plain words that follow "may"; a scope that nobody has put into words is named. */
export function scopeText(scope: string): string {
  const name = scope.toLowerCase()
  if (Object.hasOwn(OTHER, name)) return OTHER[name] as string
  const data = baseOf(name)
  if (!Object.hasOwn(DATA, data)) return `use what Xero calls “${scope}”`
  return name.endsWith(READ) ? `read ${DATA[data]}` : `read, add and change ${DATA[data]}`
}

/** The same for a member, who reads it of another person's sign-in. */
export function scopeTextForMembers(scope: string): string {
  const name = scope.toLowerCase()
  return Object.hasOwn(OF_OTHERS, name) ? (OF_OTHERS[name] as string) : scopeText(scope)
}

/** What these scopes let an app do, each thing once: where it may write, it is not said that it may read. */
export function scopeTexts(scopes: string[]): string[] {
  const names = new Set(scopes.map((scope) => scope.toLowerCase()))
  const told = scopes.filter((scope) => {
    const name = scope.toLowerCase()
    return !name.endsWith(READ) || !names.has(baseOf(name))
  })
  return [...new Set(told.map(scopeText))]
}

function baseOf(name: string): string {
  return name.endsWith(READ) ? name.slice(0, -READ.length) : name
}

const READ = ".read"
