import type { Ask, Connection } from "../../chat/createConnection.js";
import { createTalk, type Talk, type TalkOptions } from "../../chat/createTalk.js";

export type AgentTalkOptions = Pick<TalkOptions, "outbox" | "apply" | "onChange"> & {
  connection: Pick<Connection, "request" | "tell">;
  conversationId: string;
  /** A supervisor reads along, and has said so. */
  observes(): boolean;
  /** What this agent sees counts as seen by the agents. */
  marks(): boolean;
};

/** One of the conversations that an agent has on one connection: each command names it. */
export function createAgentTalk({
  connection,
  conversationId,
  observes,
  marks,
  ...options
}: AgentTalkOptions): Talk {
  const name = { conversation_id: conversationId };
  const named = (ask: Ask): Ask => ({
    ...ask,
    ...name,
    ...(ask.type === "open" && observes() && { observe: true }),
  });
  const talk = createTalk({
    ...options,
    party: "agent",
    connection: {
      request: (ask) => connection.request(named(ask)),
      tell: (ask) => (ask.type !== "mark_entries" || marks()) && connection.tell(named(ask)),
    },
    // The page has to know the conversation before it can say what it has seen of it.
    sends: () => talk.view.conversation !== null,
  });
  const { greeting } = talk;
  return Object.assign(talk, { greeting: () => named(greeting()) });
}
