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

/** What is unsent, kept in the order in which it was written. Nothing here fails: what can not be kept is held. */
export type Outbox = {
  load(): Promise<readonly Unsent[]>;
  /** Done when it survives the page. */
  put(message: Unsent): Promise<void>;
  remove(clientMessageId: string): Promise<void>;
};

export type Row = Unsent & { readonly owner: string };

/** The outbox of one conversation of one person. In memory where the browser refuses IndexedDB. */
export function createOutbox(owner: string): Outbox {
  const held = new Map<string, Unsent>();

  return {
    async load() {
      const rows: Row[] = await inStore(OUTBOX, false, (store) => settled(store.getAll())).catch(() => []);
      const kept = rows.filter((row) => row.owner === owner).map(({ owner, ...message }) => message);
      return [...kept, ...held.values()];
    },
    async put(message) {
      const { client_message_id } = message;
      try {
        await inStore(OUTBOX, true, async (store) => {
          // In the place that it has: the keys ascend as the messages were written.
          const key = await keyOf(store, client_message_id);
          store.put({ ...message, owner }, key);
        });
        held.delete(client_message_id);
      } catch {
        held.set(client_message_id, message);
      }
    },
    async remove(clientMessageId) {
      held.delete(clientMessageId);
      await inStore(OUTBOX, false, async (store) => {
        const key = await keyOf(store, clientMessageId);
        if (key !== undefined) store.delete(key);
      }).catch(() => {});
    },
  };
}

function keyOf(store: IDBObjectStore, clientMessageId: string): Promise<IDBValidKey | undefined> {
  return settled(store.index(MESSAGE).getKey(clientMessageId));
}
