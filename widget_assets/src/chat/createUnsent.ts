import type { Party } from "../protocol/frames.js";
import { cursor, type View } from "./applyEvent.js";
import type { Outbox, Unsent } from "./createOutbox.js";

type Named = { readonly client_message_id: string };

/** The messages of one conversation that have not arrived, here and in the outbox. */
export type UnsentMessages = {
  readonly all: readonly Unsent[];
  /** Those of a batch that have not arrived meanwhile, as they are now. */
  still(batch: readonly Named[]): readonly Unsent[];
  write(text: string): void;
  /** Gives a message that failed another chance. */
  renew(clientMessageId: string): void;
  /** Takes up what another page had not got off. */
  load(): Promise<void>;
  /** Takes what another page wrote, or what became of it. */
  note(message: Unsent): void;
  /** Notes it, and keeps it. */
  keep(message: Unsent): void;
  /** Done when all that was written here survives the page. */
  kept(): Promise<unknown>;
  /** Another page knows that it arrived. */
  drop(clientMessageId: string): void;
  /** It arrived. */
  settle(clientMessageId: string): void;
  /** The view has changed: what stands in the log is not unsent. */
  follow(): void;
};

export type UnsentOptions = {
  party: Party;
  outbox: Outbox;
  view(): View;
  onChange(): void;
};

export function createUnsent({ party, outbox, view, onChange }: UnsentOptions): UnsentMessages {
  let all: readonly Unsent[] = [];
  let kept: Promise<unknown> = Promise.resolve();

  const still = (batch: readonly Named[]) => all.filter((message) => has(batch, message));

  function note(message: Unsent) {
    all = has(all, message)
      ? all.map((each) => (each.client_message_id === message.client_message_id ? message : each))
      : [...all, message];
    follow();
    onChange();
  }

  function keep(message: Unsent) {
    note(message);
    if (has(all, message)) kept = Promise.all([kept, outbox.put(message)]);
  }

  function drop(id: string) {
    all = all.filter(({ client_message_id }) => client_message_id !== id);
    onChange();
  }

  function settle(id: string) {
    drop(id);
    void outbox.remove(id);
  }

  function follow() {
    if (!all.length) return;
    const said = view().entries.flatMap((entry) =>
      entry.kind === "message" && entry.author === party ? [entry] : [],
    );
    for (const { client_message_id } of still(said)) settle(client_message_id);
  }

  return {
    get all() {
      return all;
    },
    still,
    write(text) {
      // A lone half of a character is no JSON to the server.
      const whole = text.replace(/\p{Surrogate}/gu, "\ufffd");
      // What comes before it goes may not have been seen.
      keep({ client_message_id: crypto.randomUUID(), text: whole, cursor: cursor(view()) || null });
    },
    renew(id) {
      for (const { client_message_id, text, cursor } of still([{ client_message_id: id }]))
        keep({ client_message_id, text, cursor });
    },
    async load() {
      const loaded = await outbox.load();
      // What both know is known better here.
      all = [...loaded.filter((message) => !has(all, message)), ...all];
      follow();
      onChange();
    },
    note,
    keep,
    kept: () => kept,
    drop,
    settle,
    follow,
  };
}

const has = (messages: readonly Named[], { client_message_id }: Named) =>
  messages.some((each) => each.client_message_id === client_message_id);
