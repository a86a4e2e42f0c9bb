import type { RefusalCode } from "../protocol/frames.js";
import { MESSAGE, OUTBOX, settled } from "./database.js";
import { inStore } from "./inStore.js";

/** A message that the server has not acknowledged yet. */
export type Unsent = {
  readonly client_message_id: string;
  readonly text: string;
  /** The newest `seq` seen when it was written, frozen, so that a resend is found; `null` where none was known. */
  readonly cursor: number | null;
  /** The server asked to read on before sending; once is enough. */
  readonly moved?: boolean;
  readonly failed?: boolean;
  /** Why it failed. */
  readonly code?: RefusalCode;
};

/** What is unsent, kept in the order in which it was written. Nothing here fails: what can not be kept ends with the page. */
export type Outbox = {
  load(): Promise<readonly Unsent[]>;
  /** Done when it survives the page, if it can. */
  put(message: Unsent): Promise<void>;
  remove(clientMessageId: string): Promise<void>;
};

export type Row = Unsent & { readonly owner: string };

/** The outbox of one conversation of one person. */
export function createOutbox(owner: string): Outbox {
  /** Changes what is kept of a message; it has a `key` if something is. */
  const change = (
    id: string,
    create: boolean,
    work: (store: IDBObjectStore, key: IDBValidKey | undefined) => void,
  ): Promise<void> =>
    inStore(OUTBOX, create, async (store) =>
      work(store, await settled(store.index(MESSAGE).getKey(id))),
    ).catch(() => {});

  return {
    async load() {
      const rows: Row[] = await inStore(OUTBOX, false, (store) => settled(store.getAll())).catch(() => []);
      return rows.flatMap(({ owner: whose, ...message }) => (whose === owner ? [message] : []));
    },
    put: (message) =>
      // In the place that it has: the keys ascend as the messages were written.
      change(message.client_message_id, true, (store, key) => store.put({ ...message, owner }, key)),
    remove: (id) => change(id, false, (store, key) => key !== undefined && store.delete(key)),
  };
}
