/**
 * How tests start the product: without the `.env` of whoever runs them, which may name their own database and Xero app.
 */
export const START_COMMAND = ["scripts/start/main.mjs", "--no-env-file"]
