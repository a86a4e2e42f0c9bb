import type { Outbox, Unsent } from "../../src/chat/createOutbox.js";

/** An outbox that lives as long as the test; `kept` is what a page that comes after would find. */
export function heldOutbox(...before: readonly Unsent[]): Outbox & { readonly kept: Map<string, Unsent> } {
  const kept = new Map(before.map((message) => [message.client_message_id, message]));
  return {
    kept,
    load: async () => [...kept.values()],
    async put(message) {
      kept.set(message.client_message_id, message);
    },
    async remove(id) {
      kept.delete(id);
    },
  };
}
