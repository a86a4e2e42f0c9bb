import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Conversation, RefusalCode } from "../../protocol/frames.js";
import type { Agent } from "../sign_in/agentOf.js";
import { type Change, type ConversationsOptions, createConversations } from "./createConversations.js";
import { createKeyed } from "./createKeyed.js";
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
  readonly connected: ReadonlySignal<boolean>;
  /** The lists have been told at least once. */
  readonly listed: ReadonlySignal<boolean>;
  readonly lists: ReadonlySignal<Lists>;
  readonly selected: ReadonlySignal<Selected | null>;
  /** How many conversations call for this agent: those that wait, and own ones with something unread. */
  readonly calling: ReadonlySignal<number>;
  /** Texts that a former page had not got off, of conversations that are not this agent's any more. */
  readonly stranded: ReadonlySignal<readonly string[]>;
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
  dismissStranded(): void;
  end(): void;
};

export type DeskOptions = Pick<ConversationsOptions, "agent" | "connect">;

/** What an agent works at: the lists, the chosen conversation, what is being written, and what can be done. */
export function createDesk({ agent, connect }: DeskOptions): Desk {
  const work = takeWork(agent.id);
  const restored = new Map(work.unsent);
  const selectedId = signal(work.selected);
  const stranded = signal<readonly string[]>([]);
  const drafts = createKeyed(work.drafts);
  const conversations = createConversations({
    agent,
    connect,
    chosen: () => selectedId.value,
    looking: (id) => selectedId.value === id && document.visibilityState === "visible",
    onListed: restore,
  });
  const { known, talks, refusals, acting } = conversations;

  /** What a former page of this tab left behind finds its place as soon as the lists are there. */
  function restore() {
    for (const [id, unsent] of restored) {
      if (conversations.standing(id) === "own") talks.add(id, unsent);
      else stranded.value = [...stranded.value, ...unsent.map(({ text }) => text)];
    }
    restored.clear();
    const id = selectedId.value;
    if (id && !known.value.conversations.has(id) && !talks.get(id)) selectedId.value = null;
  }

  function leave() {
    const states = [...talks.states].filter(([, { unsent }]) => unsent.length);
    const unsent = [...restored, ...states.map(([id, state]) => [id, state.unsent] as const)];
    keepWork(agent.id, { selected: selectedId.value, drafts: drafts.all, unsent });
  }

  function look() {
    if (selectedId.value) talks.look(selectedId.value);
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

  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", leave);
  const shown = computed(() =>
    lists(known.value, agent, (id) => talks.states.get(id)?.view.entries.at(-1)?.at),
  );

  return {
    agent,
    stranded,
    connected: conversations.connected,
    listed: computed(() => known.value.listed),
    lists: shown,
    selected: computed(() => (selectedId.value === null ? null : selected(selectedId.value))),
    calling: computed(() => {
      const { waiting, own } = shown.value;
      return waiting.length + own.filter(({ conversation_id }) => unreadOf(conversation_id) > 0).length;
    }),
    talk: (id) => talks.states.get(id),
    unread: unreadOf,
    observe: conversations.observe,
    change: conversations.change,
    select(id) {
      selectedId.value = id;
      if (id) refusals.set(id, undefined);
      conversations.follow();
      look();
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
    dismissStranded() {
      stranded.value = [];
    },
    end() {
      document.removeEventListener("visibilitychange", look);
      removeEventListener("pagehide", leave);
      conversations.end();
    },
  };
}
