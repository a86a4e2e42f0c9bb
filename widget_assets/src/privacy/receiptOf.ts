import type { Receipt } from "../protocol/requests.js";

/** What a receipt says: the claims of a JWS, which is not verified here. */
export function receiptOf(jws: string): Receipt {
  const [, claims = ""] = jws.split(".");
  return JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/")));
}
