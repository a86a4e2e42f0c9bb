import type { Receipt } from "../../protocol/requests.js";

/** What a receipt says, to be shown; who wants to be sure of it checks its signature with the operator's key. */
export function readReceipt(receipt: string): Receipt | undefined {
  try {
    const part = (receipt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(part), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
