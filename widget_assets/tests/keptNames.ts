import type { Contact } from "../src/chat/contacts.js";
import type { Row } from "../src/chat/createOutbox.js";
import type { Post } from "../src/chat/createSharedConnection.js";
import type { KeptHistory } from "../src/chat/keptHistory.js";
import type { Objections } from "../src/chat/objections.js";
import type { NamedKey } from "../src/chat/visitorKey.js";
import type { Draft } from "../src/form/createDrafting.js";
import type { Values } from "../src/form/createFields.js";
import type { Erasure } from "../src/privacy/erasure.js";
import type { ErrorEvent } from "../src/reporting/eventOf.js";
import type { Note } from "../src/widget/createVisitorTalk.js";

type NamesOf<T> = T extends unknown ? keyof T : never;

/** What the browser keeps, and what tabs say to each other: another release of the widget may read it. */
export const keptNames: Record<
  NamesOf<
    | Contact
    | Draft
    | Erasure
    | ErrorEvent
    | KeptHistory
    | NamedKey
    | Note
    | Objections
    | Post<Note>
    | Row
    | Pick<Values, "group" | "consent">
  >,
  true
> = {
  analysis: true,
  ask: true,
  breadcrumbs: true,
  client_message_id: true,
  code: true,
  connected: true,
  consent: true,
  cursor: true,
  erasure_id: true,
  errors: true,
  event: true,
  event_id: true,
  exception: true,
  failed: true,
  first: true,
  group: true,
  hello: true,
  id: true,
  kind: true,
  last: true,
  leader: true,
  moved: true,
  name: true,
  note: true,
  owner: true,
  pair: true,
  platform: true,
  privateKey: true,
  publicKey: true,
  put: true,
  receipt: true,
  release: true,
  remove: true,
  seed: true,
  site: true,
  submitted: true,
  tell: true,
  text: true,
  timestamp: true,
  values: true,
};
