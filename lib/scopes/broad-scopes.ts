/**
 * The broad scopes that Xero ends in September 2027, each with the granular ones that take its place (docs/xero.md §3.2).
 * Xero has named both the 13th and the 27th, so the 13th counts.
 */
export const BROAD_SCOPES: Readonly<Record<string, readonly string[]>> = {
  "accounting.transactions": [
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
  ],
  "accounting.transactions.read": [
    "accounting.invoices.read",
    "accounting.payments.read",
    "accounting.banktransactions.read",
    "accounting.manualjournals.read",
  ],
  "accounting.reports.read": [
    "accounting.reports.aged.read",
    "accounting.reports.balancesheet.read",
    "accounting.reports.banksummary.read",
    "accounting.reports.budgetsummary.read",
    "accounting.reports.executivesummary.read",
    "accounting.reports.profitandloss.read",
    "accounting.reports.taxreports.read",
    "accounting.reports.trialbalance.read",
  ],
}
