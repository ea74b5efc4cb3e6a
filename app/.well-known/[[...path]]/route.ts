import { KEEPER_ROUTE } from "@/web/services/pass-on"

/** RFC 8615: what programs find out about this installation. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = KEEPER_ROUTE
