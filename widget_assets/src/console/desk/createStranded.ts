import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Outbox, Unsent } from "../../chat/createOutbox.js";
import { outboxOwners } from "../../chat/outboxOwners.js";

/** What could not be sent, of conversations that are not this agent's any more. */
export type Stranded = {
  readonly texts: ReadonlySignal<readonly string[]>;
  add(conversationId: string, messages: readonly Unsent[]): void;
  /** Looks for what a former page left, once it is known which conversations are the agent's. */
  find(isOwn: (conversationId: string) => boolean): Promise<void>;
  /** Its conversation has been deleted: so is what was to be sent to it. */
  drop(conversationId: string): Promise<void>;
  /** The agent has read it: it is forgotten. */
  dismiss(): void;
};

type Found = Unsent & { readonly outbox: Outbox; readonly conversationId: string };

/** The outboxes are the agent's own: nobody else who signs in here gets to see them. */
export const ownerOf = (agentId: string, conversationId: string): string => `${agentId}/${conversationId}`;

export function createStranded(agentId: string, outboxOf: (conversationId: string) => Outbox): Stranded {
  const found = signal<ReadonlyMap<string, Found>>(new Map());

  function add(conversationId: string, messages: readonly Unsent[]) {
    const outbox = outboxOf(conversationId);
    const added = messages.map(
      (unsent) => [unsent.client_message_id, { ...unsent, outbox, conversationId }] as const,
    );
    found.value = new Map([...found.value, ...added]);
  }

  /** Whoever gets the conversation back decides anew whether it is still to be said. */
  async function strand(conversationId: string) {
    const outbox = outboxOf(conversationId);
    const messages = await outbox.load();
    for (const unsent of messages) await outbox.put({ ...unsent, failed: true, code: "not_allowed" });
    add(conversationId, messages);
  }

  return {
    texts: computed(() => [...found.value.values()].map(({ text }) => text)),
    add,
    async find(isOwn) {
      const prefix = ownerOf(agentId, "");
      const ids = (await outboxOwners(prefix)).map((owner) => owner.slice(prefix.length));
      await Promise.all(ids.filter((id) => !isOwn(id)).map(strand));
    },
    async drop(conversationId) {
      found.value = new Map([...found.value].filter(([, each]) => each.conversationId !== conversationId));
      const outbox = outboxOf(conversationId);
      for (const { client_message_id } of await outbox.load()) await outbox.remove(client_message_id);
    },
    dismiss() {
      for (const [id, { outbox }] of found.value) void outbox.remove(id);
      found.value = new Map();
    },
  };
}
