import { KEEPER_ROUTE } from "@/web/services/pass-on"

/** What services ask about organisations. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = KEEPER_ROUTE
