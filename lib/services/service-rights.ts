/** What a service may be allowed beside fetching tokens. */
export const SERVICE_RIGHTS = ["make_links", "import_tokens"] as const

export type ServiceRight = (typeof SERVICE_RIGHTS)[number]
