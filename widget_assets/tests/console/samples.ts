import type { Entry } from "../../src/chat/applyEvent.js";
import type { Agent } from "../../src/console/sign_in/agentOf.js";
import type {
  Conversation,
  Described,
  Identified,
  Marks,
  Message,
  Party,
} from "../../src/protocol/frames.js";

export const agent: Agent = { id: "me", name: "me@example.com", groups: ["shop.service"], operates: false };
export const supervisor: Agent = { ...agent, groups: ["shop.service", "shop.supervisor"] };

export function conversation(name: string, change: Partial<Conversation> = {}): Conversation {
  return {
    conversation_id: `shop.${name}`,
    state: "waiting",
    group: "service",
    locale: "de",
    started_at: 1,
    changed_at: 1,
    agent_id: null,
    ...change,
  };
}

export const noMarks: Marks = { visitor: { delivered: 0, seen: 0 }, agent: { delivered: 0, seen: 0 } };

export const taken = (name: string, by = agent.id, change: Partial<Conversation> = {}) =>
  conversation(name, { state: "taken", agent_id: by, ...change });

export function message(seq: number, author: Party = "visitor", change: Partial<Message> = {}): Message {
  return {
    kind: "message",
    seq,
    at: seq * 1000,
    author,
    client_message_id: `m${seq}`,
    text: `text ${seq}`,
    seen: 0,
    ...change,
  };
}

export function note(
  kind: Exclude<Entry["kind"], "message" | "identified" | "described">,
  seq: number,
  author: Party = "visitor",
): Entry {
  return { kind, seq, at: seq * 1000, author };
}

export function identified(seq: number, change: Partial<Identified> = {}): Identified {
  return { kind: "identified", seq, at: seq * 1000, author: "visitor", customer_id: "K-1042", ...change };
}

export function described(seq: number, attributes: Described["attributes"]): Described {
  return { kind: "described", seq, at: seq * 1000, author: "visitor", attributes };
}
