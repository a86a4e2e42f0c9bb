import type { Conversation, Event } from "../../protocol/frames.js";

/** What this page knows of the conversations of the agent's groups. */
export type Known = {
  /** The server has told the lists at least once. */
  readonly listed: boolean;
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** Heard of since the lists were last asked for: such news may be newer than the lists' answer. */
  readonly heard: ReadonlySet<string>;
};

export const nothingKnown: Known = { listed: false, conversations: new Map(), heard: new Set() };

/** To be called when the lists are asked for. */
export const asked = (known: Known): Known => ({ ...known, heard: new Set() });

/** What the agent knows after an event. */
export function applyToKnown(known: Known, event: Event, agentId: string): Known {
  switch (event.type) {
    case "conversations_listed":
      return relisted(known, [...event.waiting, ...event.taken], agentId);
    case "conversation_changed":
      return heard(known, event.conversation);
    case "opened":
      return event.conversation ? heard(known, event.conversation) : known;
    default:
      return known;
  }
}

/** The conversation is no longer for this agent to see. */
export function forgotten(known: Known, id: string): Known {
  const conversations = new Map(known.conversations);
  conversations.delete(id);
  return { ...known, conversations };
}

function heard(known: Known, conversation: Conversation): Known {
  const { conversation_id: id } = conversation;
  return {
    ...known,
    conversations: new Map(known.conversations).set(id, newer(known.conversations.get(id), conversation)),
    heard: new Set(known.heard).add(id),
  };
}

/** The lists hold what waits and what is taken, so the agent's own that this page saw closing are kept. */
function relisted(known: Known, listed: readonly Conversation[], agentId: string): Known {
  const kept = [...known.conversations].filter(
    ([id, { state, agent_id }]) => (state === "closed" && agent_id === agentId) || known.heard.has(id),
  );
  const conversations = new Map(kept);
  for (const conversation of listed) {
    const { conversation_id: id } = conversation;
    conversations.set(id, newer(known.conversations.get(id), conversation));
  }
  return { ...known, listed: true, conversations };
}

/** The index behind the lists lags, and two posts can change places: the server's time decides. */
function newer(known: Conversation | undefined, told: Conversation): Conversation {
  return known && known.changed_at > told.changed_at ? known : told;
}
