import { KEEPER_ROUTE } from "@/web/services/pass-on"

/** OpenID Connect Back-Channel Logout 1.0 §2.5: the issuer of single sign-on posts here. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = KEEPER_ROUTE
