/**
 * How tests start the product: without the developer's `.env`, which may name a real database and Xero app.
 */
export const START_COMMAND = ["scripts/start/main.mjs", "--no-env-file"]
