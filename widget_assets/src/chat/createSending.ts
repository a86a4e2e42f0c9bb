import { MESSAGES_AT_ONCE, type Message, type RefusalCode } from "../protocol/frames.js";
import { cursor, type Entry } from "./applyEvent.js";
import { Refused } from "./createConnection.js";
import type { Unsent } from "./createOutbox.js";
import type { Talk, TalkOptions, TalkState } from "./createTalk.js";
import { nextBatch } from "./nextBatch.js";

/** The messages of one conversation that have not arrived, here and in the outbox, and how they get off. */
export type Sending = {
  send(text: string): void;
  /** Gives a message that failed another chance. */
  sendAgain(clientMessageId: string): void;
  /** Sends what may go, where that has changed. */
  flush(): Promise<void>;
  /** Takes up what another page had not got off. */
  load(): Promise<void>;
  /** Takes what another page wrote, or what became of it. */
  note(message: Unsent): void;
  /** Another page knows that it arrived. */
  drop(clientMessageId: string): void;
  /** These stand in the log: what stands there is not unsent. */
  settle(entries?: readonly Entry[]): void;
};

const PASSING: readonly RefusalCode[] = ["busy", "failed"];

/** Sends one frame at a time, and what is written meanwhile together in the next. */
export function createSending(
  { party, connection, outbox, start, sends, onChange }: TalkOptions,
  talk: TalkState & Pick<Talk, "greeting" | "readEarlier" | "receive">,
): Sending {
  let all = new Map<string, Unsent>();
  /** Done when all that was written here survives the page. */
  let kept: Promise<unknown> | undefined;
  let sending = false;
  /** One after a refusal of several, until nothing waits: nobody is to fail for a neighbour. */
  let atOnce = MESSAGES_AT_ONCE;

  /** Those of a batch that have not arrived meanwhile, as they are now. */
  const still = (batch: readonly Unsent[]) =>
    batch.flatMap(({ client_message_id }) => all.get(client_message_id) ?? []);

  function settle(entries: readonly Entry[] = talk.view.entries) {
    const arrived = entries.flatMap((entry) =>
      entry.kind === "message" && entry.author === party && all.delete(entry.client_message_id)
        ? entry.client_message_id
        : [],
    );
    talk.unsent = [...all.values()];
    onChange();
    // Another page that heard of this first would show the message nowhere until it stands in the log there.
    for (const id of arrived) void outbox.remove(id);
    void flush();
  }

  function note(message: Unsent) {
    all.set(message.client_message_id, message);
    settle();
  }

  function keep(message: Unsent) {
    kept = Promise.all([kept, outbox.put(message)]);
    note(message);
  }

  async function flush() {
    const batch = nextBatch(talk.unsent, atOnce);
    if (!batch.length) atOnce = MESSAGES_AT_ONCE;
    if (sending || !batch.length || !sends()) return;
    sending = true;
    await say(batch)
      .catch((error) => takeRefusal(batch, refusal(error)))
      .finally(() => {
        sending = false;
      })
      // Not when the connection was closed for good: what is here goes with the next one.
      .then(flush, () => {});
  }

  async function say(batch: readonly Unsent[]) {
    const { conversation } = talk.view;
    if (!conversation || conversation.state === "closed") await start?.();
    const newest = cursor(talk.view);
    for (const message of still(batch)) if (message.cursor === null) keep({ ...message, cursor: newest });
    // Before the first try: whatever becomes of this page, the next one sends it in the same way.
    await kept;
    const messages = still(batch);
    if (messages.length) await sendFrame(messages, oldest(messages));
  }

  async function sendFrame(messages: readonly Unsent[], from: number) {
    const answer = await connection.request({
      type: "send_messages",
      cursor: from,
      messages: messages.map(({ client_message_id, text }) => ({ client_message_id, text })),
    });
    if (answer.type !== "messages_acknowledged" || !answer.acknowledged.length) throw new Refused("failed");
    const own = answer.acknowledged.map((stored): Message => {
      const said = messages.find(({ client_message_id }) => client_message_id === stored.client_message_id);
      return { kind: "message", author: party, text: said?.text ?? "", seen: from, ...stored };
    });
    const entries = [...answer.missed, ...own].sort((one, other) => one.seq - other.seq);
    if (answer.complete) talk.receive({ type: "entries_added", conversation_id: "", entries });
    else await connection.request(talk.greeting()).catch(() => {});
    // It may stand further back than this page reads.
    settle(own);
  }

  async function takeRefusal(batch: readonly Unsent[], code: RefusalCode) {
    const mends = code === "behind" || (code === "not_open" && start);
    let fate: Partial<Unsent> = { failed: true, code };
    if (mends && !still(batch).some(({ moved }) => moved)) {
      // The log went on for long, or was closed: read it, and send from there what it does not hold.
      if (!(await readFrom(oldest(still(batch))).catch(refusal))) fate = { cursor: null, moved: true };
    } else if (batch.length > 1 && !PASSING.includes(code)) {
      atOnce = 1;
      return;
    }
    for (const message of still(batch)) keep({ ...message, ...fate });
  }

  /** Reads until all that came after `seq` is here. */
  async function readFrom(seq: number) {
    await connection.request(talk.greeting());
    const first = () => talk.view.entries[0]?.seq ?? 0;
    while (talk.view.earlier && first() > seq + 1) {
      const before = first();
      await talk.readEarlier();
      if (first() === before) throw new Refused("behind");
    }
  }

  return {
    send(text) {
      // A lone half of a character is no JSON to the server.
      const whole = text.replace(/\p{Surrogate}/gu, "\ufffd");
      // What comes before it goes may not have been seen.
      keep({ client_message_id: crypto.randomUUID(), text: whole, cursor: cursor(talk.view) || null });
    },
    sendAgain(client_message_id) {
      const message = all.get(client_message_id);
      if (message) keep({ client_message_id, text: message.text, cursor: message.cursor });
    },
    flush,
    async load() {
      const loaded = await outbox.load();
      // What both know is known better here.
      all = new Map([...loaded, ...all.values()].map((message) => [message.client_message_id, message]));
      settle();
    },
    note,
    drop(id) {
      all.delete(id);
      settle();
    },
    settle,
  };
}

const oldest = (messages: readonly Unsent[]) => Math.min(...messages.map(({ cursor }) => cursor ?? 0));

/** The code of a refusal; any other error is thrown on. */
function refusal(error: unknown): RefusalCode {
  if (error instanceof Refused) return error.code;
  throw error;
}
