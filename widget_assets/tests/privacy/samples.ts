import { vi } from "vitest";
import { noteContact } from "../../src/chat/contacts.js";
import { createOutbox } from "../../src/chat/createOutbox.js";
import { DRAFTS, HISTORY, settled } from "../../src/chat/database.js";
import { inStore } from "../../src/chat/inStore.js";
import { setObjection } from "../../src/chat/objections.js";
import { FORM_SENT } from "../../src/chat/storeNames.js";
import { visitorKey } from "../../src/chat/visitorKey.js";
import type { Draft } from "../../src/form/createDrafting.js";
import { message, opened } from "../chat/samples.js";

export const ORIGIN = "https://chat.test";

const base64url = (text: string) => btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** A receipt as the server signs it; nobody here looks at the signature. */
export const RECEIPT = [
  "{}",
  '{"erased_at":1764000000,"backups_until":1764604800,"by":"visitor"}',
  "signature",
]
  .map(base64url)
  .join(".");

/** Contacts are kept for a year from now. */
export const CONTACT_AT = Date.now();

/** Somebody of whom the browser keeps all that it can. */
export async function visitorWithEverything(): Promise<CryptoKeyPair> {
  const pair = await visitorKey();
  await createOutbox(ORIGIN).put({ client_message_id: "m1", text: "unsent-text", cursor: null });
  await createOutbox("agent").put({ client_message_id: "m2", text: "another's", cursor: null });
  const draft: Pick<Draft, "submitted"> & { values: object } = {
    submitted: true,
    values: { message: "draft-text" },
  };
  await inStore(DRAFTS, true, (store) => settled(store.put(draft, "contact")));
  const owner = await nameOf(pair);
  const said = opened("c1", [message(1)]);
  await inStore(HISTORY, true, (store) => settled(store.put({ owner, days: 90, event: said }, ORIGIN)));
  noteContact("form", CONTACT_AT);
  localStorage.setItem(FORM_SENT, "1");
  setObjection("errors", true);
  return pair;
}

export type Asked = { readonly path: string; readonly body: Record<string, unknown>; readonly key: string };

/** The server: gives the answers in their order, the last one for ever; `undefined` is no answer. */
export function serve(...answers: ([status: number, body: unknown] | undefined)[]) {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const [header = ""] = (new Headers(init.headers).get("Authorization") ?? "")
      .replace("Proof ", "")
      .split(".");
    const { jwk } = JSON.parse(atob(header.replaceAll("-", "+").replaceAll("_", "/")));
    asked.push({ path: url.replace(ORIGIN, ""), body: JSON.parse(String(init.body)), key: jwk.x });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (!answer) throw new TypeError("away");
    return new Response(JSON.stringify(answer[1]), { status: answer[0] });
  });
  return asked;
}

export const nameOf = async ({ publicKey }: CryptoKeyPair) =>
  (await crypto.subtle.exportKey("jwk", publicKey)).x as string;
