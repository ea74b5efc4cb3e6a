import { KEEPER_ROUTE } from "@/web/services/pass-on"

/** RFC 6749 §4.4: services fetch access tokens here. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = KEEPER_ROUTE
