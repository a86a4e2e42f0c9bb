import type { Entry } from "../../src/chat/applyEvent.js";
import { noMarks } from "../../src/chat/marks.js";
import type { Conversation, ConversationState, Message, Opened, Party } from "../../src/protocol/frames.js";

export const CONVERSATION = "shop.v";

export const conversation = (state: ConversationState, changed_at = 1): Conversation => ({
  conversation_id: CONVERSATION,
  state,
  group: "service",
  locale: "de",
  started_at: 1,
  changed_at,
});

export const message = (seq: number, author: Party = "agent", id = `m${seq}`, seen = 0): Message => ({
  kind: "message",
  seq,
  at: seq,
  author,
  client_message_id: id,
  text: `text ${seq}`,
  seen,
});

export const note = (
  seq: number,
  kind: Exclude<Entry["kind"], "message" | "identified" | "described">,
  author: Party = "visitor",
): Entry => ({
  kind,
  seq,
  at: seq,
  author,
});

export const opened = (
  command_id: string,
  entries: readonly Entry[],
  state: ConversationState = "taken",
  earlier = false,
): Opened => ({
  type: "opened",
  command_id,
  conversation: conversation(state, entries.at(-1)?.at),
  entries,
  earlier,
  marks: noMarks,
});
