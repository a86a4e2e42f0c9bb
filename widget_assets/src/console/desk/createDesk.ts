import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { createOutbox, type Outbox } from "../../chat/createOutbox.js";
import type { Conversation, RefusalCode } from "../../protocol/frames.js";
import type { Agent } from "../sign_in/agentOf.js";
import { type Change, type ConversationsOptions, createConversations } from "./createConversations.js";
import { createKeyed } from "./createKeyed.js";
import type { AgentPresence } from "./createPresence.js";
import { createStranded, ownerOf, type Stranded } from "./createStranded.js";
import type { TalkState } from "./createTalks.js";
import { keepWork, takeWork } from "./keepWork.js";
import { type Lists, lists } from "./lists.js";
import type { Standing } from "./standing.js";
import { unread } from "./unread.js";

/** The conversation that the agent has chosen. */
export type Selected = {
  readonly id: string;
  readonly conversation: Conversation | undefined;
  /** Missing while it is not known whether the conversation is still there for this agent. */
  readonly standing: Standing | undefined;
  /** Missing while a supervisor has not decided to read along. */
  readonly talk: TalkState | undefined;
  /** Why the last thing that was tried with it was refused. */
  readonly refusal: RefusalCode | undefined;
  /** The server was asked to change it and has not answered. */
  readonly acting: boolean;
  readonly draft: string;
};

export type Desk = {
  readonly agent: Agent;
  readonly presence: AgentPresence;
  readonly connected: ReadonlySignal<boolean>;
  /** The lists have been told at least once. */
  readonly listed: ReadonlySignal<boolean>;
  readonly lists: ReadonlySignal<Lists>;
  readonly selected: ReadonlySignal<Selected | null>;
  /** How many conversations call for this agent: those that wait, and own ones with something unread. */
  readonly calling: ReadonlySignal<number>;
  /** How many messages of this page are not acknowledged. */
  readonly unsent: ReadonlySignal<number>;
  readonly stranded: Pick<Stranded, "texts" | "dismiss">;
  /** The conversation that was chosen last has been deleted. */
  readonly erased: ReadonlySignal<boolean>;
  talk(id: string): TalkState | undefined;
  unread(id: string): number;
  select(id: string | null): void;
  /** A supervisor reads another agent's conversation along; the server tells both parties. */
  observe(id: string): void;
  change(id: string, change: Change): Promise<void>;
  write(id: string, draft: string): void;
  send(id: string): void;
  sendAgain(id: string, clientMessageId: string): void;
  readEarlier(id: string): void;
  /** All of it has been deleted: nothing of it stays here. */
  erase(id: string): void;
  /** The chosen conversation's newest entry is in sight, or has been left to read what was before. */
  scroll(atEnd: boolean): void;
  end(): Promise<void>;
};

export type DeskOptions = Pick<ConversationsOptions, "agent" | "connect"> & {
  onErased?: ConversationsOptions["onErased"];
};

type Work = {
  readonly selected: string | null;
  readonly drafts: readonly (readonly [conversationId: string, text: string])[];
};

const KEY = "tresen.work";

/** What an agent works at: the lists, the chosen conversation, what is being written, and what can be done. */
export function createDesk({ agent, connect, onErased }: DeskOptions): Desk {
  const work = takeWork<Work>(KEY, agent.id);
  const selectedId = signal(work?.selected ?? null);
  const drafts = createKeyed(work?.drafts);
  const erased = new Set<string>();
  const lost = signal(false);
  const stranded = createStranded(agent.id, outboxOf);
  let readsBack = false;
  let restored = false;
  const conversations = createConversations({
    agent,
    connect,
    chosen: () => selectedId.value,
    looking: (id) => selectedId.value === id && document.visibilityState === "visible",
    atEnd: (id) => selectedId.value !== id || !readsBack,
    onListed: restore,
    onErased: dropAll,
    onStranded: stranded.add,
    outboxOf,
  });
  const { known, talks, refusals, acting } = conversations;

  /** What a former page left behind finds its place as soon as the lists are there. */
  function restore() {
    if (!restored) {
      void stranded.find((id) => conversations.standing(id) === "own");
      // What no list leads to may have been erased while nobody was here.
      for (const id of drafts.all.keys()) if (!known.value.conversations.has(id)) drafts.set(id, undefined);
    }
    restored = true;
    const id = selectedId.value;
    if (id && !known.value.conversations.has(id) && !talks.get(id)) selectedId.value = null;
  }

  /** What is on its way when the conversation is deleted is not kept any more, whatever comes of it. */
  function outboxOf(id: string): Outbox {
    const outbox = createOutbox(ownerOf(agent.id, id));
    return { ...outbox, put: async (message) => (erased.has(id) ? undefined : outbox.put(message)) };
  }

  function dropAll(id: string) {
    erased.add(id);
    batch(() => {
      drafts.set(id, undefined);
      if (selectedId.value === id) {
        selectedId.value = null;
        lost.value = true;
      }
    });
    void stranded.drop(id);
    onErased?.(id);
  }

  function leave() {
    keepWork<Work>(KEY, agent.id, { selected: selectedId.value, drafts: [...drafts.all] });
  }

  function unreadOf(id: string): number {
    const state = talks.states.get(id);
    return state ? unread(state.view, state.readTo) : 0;
  }

  function selected(id: string): Selected {
    const standing = conversations.standing(id);
    const talk = standing !== "supervised" || conversations.mayOpen(id) ? talks.states.get(id) : undefined;
    return {
      id,
      conversation: known.value.conversations.get(id) ?? talk?.view.conversation ?? undefined,
      standing,
      talk,
      refusal: refusals.get(id),
      acting: acting.get(id) !== undefined,
      draft: drafts.get(id) ?? "",
    };
  }

  document.addEventListener("visibilitychange", talks.look);
  addEventListener("pagehide", leave);
  const shown = computed(() =>
    lists(known.value, agent, (id) => talks.states.get(id)?.view.entries.at(-1)?.at),
  );

  return {
    agent,
    stranded,
    presence: conversations.presence,
    unsent: computed(() => [...talks.states.values()].reduce((sum, { unsent }) => sum + unsent.length, 0)),
    connected: conversations.connected,
    listed: computed(() => known.value.listed),
    lists: shown,
    selected: computed(() => (selectedId.value === null ? null : selected(selectedId.value))),
    calling: computed(() => {
      const { waiting, own } = shown.value;
      return waiting.length + own.filter(({ conversation_id }) => unreadOf(conversation_id) > 0).length;
    }),
    erased: computed(() => lost.value),
    erase: conversations.erase,
    talk: (id) => talks.states.get(id),
    unread: unreadOf,
    observe: conversations.observe,
    change: conversations.change,
    select(id) {
      // That it has been deleted is still to be read.
      if (id === null && selectedId.peek() === null) return;
      selectedId.value = id;
      readsBack = false;
      lost.value = false;
      if (id) refusals.set(id, undefined);
      conversations.follow();
    },
    write(id, draft) {
      drafts.set(id, draft || undefined);
      if (draft) talks.get(id)?.announceTyping();
    },
    send(id) {
      const text = drafts.get(id)?.trim();
      if (!text) return;
      drafts.set(id, undefined);
      talks.get(id)?.send(text);
    },
    sendAgain: (id, clientMessageId) => talks.get(id)?.sendAgain(clientMessageId),
    readEarlier(id) {
      talks
        .get(id)
        ?.readEarlier()
        .catch(() => {});
    },
    scroll(atEnd) {
      readsBack = !atEnd;
    },
    end() {
      document.removeEventListener("visibilitychange", talks.look);
      removeEventListener("pagehide", leave);
      return conversations.end();
    },
  };
}
