import type { ServiceRight } from "@/lib/services/service-rights"

/** How a right is named among others, how it is offered, and what it means. */
export const RIGHT_TEXTS: Record<ServiceRight, { name: string; may: string; hint: string }> = {
  make_links: {
    name: "make links",
    may: "Make links",
    hint: "It makes links by which people outside connect an organisation, and sees what became of its own links.",
  },
  import_tokens: {
    name: "import refresh tokens",
    may: "Import refresh tokens",
    hint: "It hands over refresh tokens that it holds. Each becomes a sign-in here.",
  },
}
