import type { LinkStandingWord } from "@/lib/links/link-terms"

export const LINKS_A_PAGE = 25
export const LINK_SORTS = ["newest", "ends", "recipient", "organisation"] as const

/** The list's first page, with nothing left out. */
export const ALL_LINKS: LinkQuery = {
  search: "",
  standing: null,
  sort: "newest",
  page: 1,
}

export type LinkSort = (typeof LINK_SORTS)[number]
/** Which links, in which order, which page of them. */
export type LinkQuery = {
  search: string
  standing: LinkStandingWord | null
  sort: LinkSort
  /** From 1. */
  page: number
}
