import type { Message, Party, RefusalCode } from "../protocol/frames.js";
import { cursor, type Entry, type View } from "./applyEvent.js";
import { type Connection, Refused } from "./createConnection.js";
import type { Unsent } from "./createOutbox.js";
import type { UnsentMessages } from "./createUnsent.js";
import { nextBatch } from "./nextBatch.js";

/** What sending needs of the conversation. */
export type LogAccess = {
  view(): View;
  add(entries: readonly Entry[]): void;
  /** Reads what is missing at the end. */
  catchUp(): Promise<void>;
  readEarlier(): Promise<void>;
  start(): Promise<void>;
};

export type SendingOptions = {
  party: Party;
  named: { conversation_id?: string };
  connection: Pick<Connection, "request">;
  unsent: UnsentMessages;
  log: LogAccess;
  /** It is this page's turn to send. */
  sends(): boolean;
  /** A frame goes that says what was seen. */
  onSay(seen: number): void;
};

const PASSING: readonly RefusalCode[] = ["busy", "failed"];

/**
 * Gives the function that sends what may go: one frame at a time, and what is written meanwhile goes together in the
 * next.
 */
export function createSending(options: SendingOptions): () => Promise<void> {
  const { party, named, connection, unsent, log, sends, onSay } = options;
  const { still, keep } = unsent;
  let sending = false;
  /** Refused together with others: nobody is to fail for a neighbour. */
  const alone = new Set<string>();

  async function flush() {
    if (sending) return;
    sending = true;
    let goesOn = true;
    while (goesOn) {
      const batch = nextBatch(unsent.all, alone);
      // An agent's page has to know the conversation before it can say what it has seen of it.
      const known = party === "visitor" || log.view().conversation !== null;
      goesOn = batch.length > 0 && known && sends() && (await deliver(batch));
    }
    sending = false;
  }

  /** Whether to go on. Not when the connection was closed for good: what is here goes with the next one. */
  async function deliver(batch: readonly Unsent[]): Promise<boolean> {
    try {
      await say(batch).catch((error) => takeRefusal(batch, refusal(error)));
      return true;
    } catch {
      return false;
    }
  }

  async function say(batch: readonly Unsent[]) {
    const state = log.view().conversation?.state;
    if (party === "visitor" && (!state || state === "closed")) await log.start();
    const newest = cursor(log.view());
    for (const message of still(batch)) if (message.cursor === null) keep({ ...message, cursor: newest });
    // Before the first try: whatever becomes of this page, the next one sends it in the same way.
    await unsent.kept();
    const messages = still(batch);
    if (messages.length)
      await sendFrame(messages, Math.min(...messages.map(({ cursor }) => cursor ?? newest)));
  }

  async function sendFrame(messages: readonly Unsent[], from: number) {
    onSay(from);
    const answer = await connection.request({
      type: "send_messages",
      cursor: from,
      messages: messages.map(({ client_message_id, text }) => ({ client_message_id, text })),
      ...named,
    });
    if (answer.type !== "messages_acknowledged" || !answer.acknowledged.length) throw new Refused("failed");
    const own = answer.acknowledged.map((stored): Message => {
      const said = messages.find(({ client_message_id }) => client_message_id === stored.client_message_id);
      return { kind: "message", author: party, text: said?.text ?? "", seen: from, ...stored };
    });
    if (answer.complete) log.add([...answer.missed, ...own].sort((one, other) => one.seq - other.seq));
    else await log.catchUp().catch(() => {});
    // It may stand further back than this page reads.
    for (const { client_message_id } of still(own)) unsent.settle(client_message_id);
  }

  async function takeRefusal(batch: readonly Unsent[], code: RefusalCode) {
    const mends = code === "behind" || (code === "not_open" && party === "visitor");
    if (mends && !still(batch).some(({ moved }) => moved)) return mend(batch, code);
    if (batch.length > 1 && !PASSING.includes(code)) {
      for (const { client_message_id } of batch) alone.add(client_message_id);
    } else {
      for (const message of still(batch)) keep({ ...message, failed: true, code });
    }
  }

  /** The log went on for long, or was closed: read it, and send from there what it does not hold. */
  async function mend(batch: readonly Unsent[], code: RefusalCode) {
    const from = Math.min(...still(batch).map(({ cursor }) => cursor ?? 0));
    const read = await readFrom(from).then(
      () => true,
      (error) => !refusal(error),
    );
    const next = read ? { cursor: null, moved: true } : { failed: true, code };
    for (const message of still(batch)) keep({ ...message, ...next });
  }

  /** Reads until all that came after `seq` is here. */
  async function readFrom(seq: number) {
    await log.catchUp();
    for (let first = 0; log.view().earlier; ) {
      const { entries } = log.view();
      const now = entries[0]?.seq ?? 0;
      if (now <= seq + 1) return;
      if (now === first) throw new Refused("behind");
      first = now;
      await log.readEarlier();
    }
  }

  return flush;
}

/** The code of a refusal; any other error is thrown on. */
function refusal(error: unknown): RefusalCode {
  if (error instanceof Refused) return error.code;
  throw error;
}
