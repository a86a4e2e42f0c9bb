import { type ReadonlySignal, signal } from "@preact/signals";
import { type Connection, type ConnectionOptions, Refused } from "../../chat/createConnection.js";
import type { Unsent } from "../../chat/createOutbox.js";
import type { Conversation, RefusalCode } from "../../protocol/frames.js";
import { type Agent, supervises } from "../sign_in/agentOf.js";
import { applyToKnown, asked, forgotten, type Known, nothingKnown } from "./conversations.js";
import { createKeyed, type Keyed } from "./createKeyed.js";
import { type AgentPresence, createPresence } from "./createPresence.js";
import { createTalks, type Talks, type TalksOptions } from "./createTalks.js";
import { type Standing, siteOf, standing } from "./standing.js";

export type Change = "take" | "close" | "reopen";

export type Conversations = {
  readonly connected: ReadonlySignal<boolean>;
  readonly known: ReadonlySignal<Known>;
  readonly talks: Talks;
  readonly presence: AgentPresence;
  /** Why the last thing that was tried with a conversation was refused. */
  readonly refusals: Keyed<RefusalCode>;
  /** What the server was asked to change and has not answered. */
  readonly acting: Keyed<Change>;
  /** Missing where it is not known whether the conversation is still there for this agent. */
  standing(id: string): Standing | undefined;
  /** Whether asking for the entries says nothing to anybody that the agent has not agreed to. */
  mayOpen(id: string): boolean;
  /** A supervisor reads another agent's conversation along; the server tells both parties. */
  observe(id: string): void;
  /** Follows what is to be followed, after a change of what is known or chosen. */
  follow(): void;
  change(id: string, change: Change): Promise<void>;
  /** All of it has been deleted, and does not come back. */
  erase(id: string): void;
  end(): Promise<void>;
};

export type ConversationsOptions = Pick<TalksOptions, "outboxOf" | "looking" | "atEnd" | "onStranded"> & {
  agent: Agent;
  connect(handlers: Pick<ConnectionOptions, "greet" | "onEvent" | "onConnected">): Connection;
  /** The conversation that the agent has chosen. */
  chosen(): string | null;
  onListed(): void;
  /** All of it has been deleted. */
  onErased(id: string): void;
};

// Mends a list that missed a change.
const LISTS_EVERY_MS = 120_000;

/** The conversations of an agent's groups, kept up to date over one connection. */
export function createConversations(options: ConversationsOptions): Conversations {
  const { agent, chosen } = options;
  const known = signal(nothingKnown);
  const connected = signal(false);
  const refusals = createKeyed<RefusalCode>();
  const acting = createKeyed<Change>();
  const observing = createKeyed<true>();
  const erased = new Set<string>();
  /** The connection is new: nothing is delivered on it until each conversation has been opened. */
  let fresh = false;

  const connection = options.connect({
    greet() {
      fresh = true;
      known.value = asked(known.value);
      return [{ type: "list_conversations" }, presence.greeting()];
    },
    onEvent(event) {
      if (event.type === "conversation_erased") return erase(event.conversation_id);
      // The index behind the lists lags, and what was posted before may come after.
      known.value = [...erased].reduce(forgotten, applyToKnown(known.value, event, agent.id));
      talks.receive(event);
      if (event.type === "conversations_listed") onListed();
      if (event.type === "conversation_changed") catchUpWith(event.conversation);
      follow();
    },
    onConnected(present) {
      connected.value = present;
    },
  });
  const talks = createTalks({
    connection,
    outboxOf: options.outboxOf,
    looking: options.looking,
    atEnd: options.atEnd,
    onStranded: options.onStranded,
    owns: (id) => standingOf(id) === "own",
    observes: (id) => observing.get(id) !== undefined,
    onRefused: refuse,
  });
  const presence = createPresence({ agentId: agent.id, connection, connected: () => connected.value });
  const timer = setInterval(refreshLists, LISTS_EVERY_MS);

  function onListed() {
    if (fresh) for (const id of talks.states.keys()) reopen(id);
    fresh = false;
    options.onListed();
  }

  function refreshLists() {
    if (!connected.value) return;
    known.value = asked(known.value);
    connection.request({ type: "list_conversations" }).catch(() => {});
  }

  function reopen(id: string) {
    if (mayOpen(id)) talks.reopen(id);
    else if (!standingOf(id)) refuse(id, "not_allowed");
  }

  /** Who was shut out of a conversation may be let in again, and hears of no entry until it is opened. */
  function catchUpWith({ conversation_id: id, state, changed_at }: Conversation) {
    const newest = talks.states.get(id)?.view.entries.at(-1);
    if (state !== "closed" && newest && newest.at < changed_at && mayOpen(id)) talks.rejoin(id);
  }

  function erase(id: string) {
    erased.add(id);
    known.value = forgotten(known.value, id);
    refusals.set(id, undefined);
    talks.drop(id);
    options.onErased(id);
  }

  function refuse(id: string, code: RefusalCode) {
    if (code === "erased") return erase(id);
    refusals.set(id, code);
    if (code === "not_allowed") known.value = forgotten(known.value, id);
  }

  function standingOf(id: string): Standing | undefined {
    const conversation = known.value.conversations.get(id);
    return conversation && standing(conversation, agent);
  }

  /** A supervisor's `open` of a taken conversation is reading along: not sent where that was not decided. */
  function mayOpen(id: string): boolean {
    const stands = standingOf(id);
    if (!stands) return !supervises(agent, siteOf(id));
    return stands !== "foreign" && (stands !== "supervised" || observing.get(id) !== undefined);
  }

  /** Own conversations are followed so that what is unread can be counted; of the others the chosen one. */
  function follow() {
    for (const id of known.value.conversations.keys()) {
      const stands = standingOf(id);
      if (stands === "own" || (id === chosen() && mayOpen(id))) talks.add(id);
      // The server forgets observers when the conversation becomes somebody else's or waits anew.
      if (stands === "own" || stands === "waiting") observing.set(id, undefined);
    }
    talks.keep((id, { unsent }) => id === chosen() || standingOf(id) === "own" || pending(id, unsent));
    talks.look();
  }

  /** It is on its way, or failed where the agent's lists still lead to it. */
  function pending(id: string, unsent: readonly Unsent[]): boolean {
    return unsent.some(({ failed }) => !failed) || (unsent.length > 0 && standingOf(id) === "ended");
  }

  return {
    connected,
    known,
    talks,
    presence,
    refusals,
    acting,
    standing: standingOf,
    mayOpen,
    follow,
    observe(id) {
      observing.set(id, true);
      follow();
    },
    erase,
    async change(id, change) {
      if (acting.get(id)) return;
      acting.set(id, change);
      refusals.set(id, undefined);
      try {
        await connection.request({ type: change, conversation_id: id });
      } catch (error) {
        if (error instanceof Refused) refuse(id, error.code);
      }
      acting.set(id, undefined);
    },
    async end() {
      clearInterval(timer);
      talks.end();
      await presence.end();
      connection.close();
    },
  };
}
