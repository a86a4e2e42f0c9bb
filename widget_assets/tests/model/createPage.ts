import type { Entry } from "../../src/chat/applyEvent.js";
import type { Ask } from "../../src/chat/createConnection.js";
import { createLastingConnection } from "../../src/chat/createLastingConnection.js";
import { createOutbox, type Unsent } from "../../src/chat/createOutbox.js";
import type { Talk } from "../../src/chat/createTalk.js";
import { type Fate, fateOf } from "../../src/chat/fateOf.js";
import { createAgentTalk } from "../../src/console/desk/createAgentTalk.js";
import type { Conversation, Event, RefusalCode } from "../../src/protocol/frames.js";
import { TOKEN_PREFIX } from "../../src/protocol/frames.js";
import { createVisitorTalk } from "../../src/widget/createVisitorTalk.js";

export type PageOptions =
  | { readonly kind: "visitor" }
  | {
      readonly kind: "agent";
      readonly agent: string;
      readonly conversationId: string;
      readonly observes: boolean;
    };

export type PageState = {
  readonly conversation: Conversation | null;
  readonly entries: readonly Entry[];
  readonly unsent: readonly Unsent[];
  /** What became of each own message, by its `client_message_id`. */
  readonly fates: Readonly<Record<string, Fate>>;
  /** Messages that have failed here, whatever became of them later. */
  readonly failed: readonly string[];
  /** Had something unsent without a cursor of its own: it goes with what the page has by then, whoever looks. */
  readonly unfrozen: boolean;
  /** The page knows what was said before. */
  readonly ready: boolean;
};

/** What a person can do on a page. */
type Acts = {
  send(text: string): void;
  sendAgain(clientMessageId: string): void;
  type(): void;
  look(looking: boolean): void;
  change(type: "close" | "take" | "reopen"): void;
  readEarlier(): void;
};

/** A page as the model uses it: what a person can do, and what the person sees. */
export type Page = Acts & { state(): PageState };

type Bare = Acts & {
  known(): Omit<PageState, "unsent" | "failed" | "unfrozen">;
  unsent(): readonly Unsent[];
};

const ORIGIN = "https://chat.example";
const TOKEN_MS = 55 * 60_000;
const LISTS: Ask = { type: "list_conversations" };
const LISTS_EVERY_MS = 120_000;
const SETTLED_MS = 2_000;
const FORBIDDEN: ReadonlySet<RefusalCode> = new Set(["not_allowed", "taken"]);

export function createPage(options: PageOptions, onChange: () => void): Page {
  const failed = new Set<string>();
  let unfrozen = false;
  let page: Bare | undefined;

  function changed() {
    for (const message of page?.unsent() ?? []) {
      if (message.failed) failed.add(message.client_message_id);
      unfrozen ||= message.cursor === null;
    }
    onChange();
  }

  const { known, unsent, ...acts } =
    options.kind === "visitor" ? visitorPage(changed) : agentPage(options, changed);
  page = { known, unsent, ...acts };
  return { ...acts, state: () => ({ ...known(), unsent: unsent(), failed: [...failed], unfrozen }) };
}

function visitorPage(onChange: () => void): Bare {
  const visitor = createVisitorTalk({
    origin: ORIGIN,
    locale: "de",
    held: {},
    settings: {},
    availability: { file: undefined },
    signal: new AbortController().signal,
    onChange,
  });
  void visitor.resume();
  return {
    ...acts("visitor", visitor.talk, () => ({ ready: visitor.ready })),
    change: (type) => harmless(visitor.request({ type })),
    send(text) {
      visitor.begin();
      visitor.talk.send(text);
    },
  };
}

/** One conversation of the console: a talk and a connection that an agent's page uses in its way. */
function agentPage(
  { agent, conversationId, observes }: PageOptions & { kind: "agent" },
  onChange: () => void,
): Bare {
  let ready = false;
  // The console then shows as stranded what had been written.
  let refused = false;
  const connection = createLastingConnection({
    url: `${ORIGIN.replace("http", "ws")}/ws`,
    credential: async () => `${TOKEN_PREFIX}x`,
    renewsIn: () => TOKEN_MS,
    greet: () => [LISTS, talk.greeting()],
    onEvent(event) {
      ready ||= event.type === "opened";
      if (event.type === "opened") refused = false;
      if (event.type === "command_refused" && !talk.view.conversation) refused ||= FORBIDDEN.has(event.code);
      onChange();
      talk.receive(event);
      if (toldOf(event).some(isNews)) openAgain();
    },
    onConnected: onChange,
  });
  /** The lists know more of it than this page: it may be read again by somebody who was shut out. */
  function isNews({ conversation_id, state, agent_id, changed_at }: Conversation): boolean {
    const mayRead = state === "waiting" || agent_id === agent;
    return conversation_id === conversationId && mayRead && changed_at > (talk.view.entries.at(-1)?.at ?? 0);
  }

  /** Twice, as after a greeting: whoever wrote at that moment may have read the connections just before it. */
  function openAgain() {
    const open = () => void connection.request(talk.greeting()).catch(() => {});
    open();
    setTimeout(open, SETTLED_MS);
  }

  const talk: Talk = createAgentTalk({
    connection,
    outbox: createOutbox(`${agent}/${conversationId}`),
    conversationId,
    observes: () => observes,
    marks: () => true,
    onChange,
  });
  // As the console does it, which so learns that a connection is dead.
  setInterval(() => connection.request(LISTS).catch(() => {}), LISTS_EVERY_MS);
  return {
    ...acts("agent", talk, () => ({ ready, refused })),
    change: (type) => harmless(connection.request({ type, conversation_id: conversationId })),
  };
}

function toldOf(event: Event): readonly Conversation[] {
  if (event.type === "conversation_changed") return [event.conversation];
  return event.type === "conversations_listed" ? [...event.waiting, ...event.taken] : [];
}

const harmless = (done: Promise<unknown>) => void done.catch(() => {});

function acts(
  party: string,
  talk: Talk,
  stands: () => { ready: boolean; refused?: boolean },
): Omit<Bare, "change"> {
  return {
    send: (text) => talk.send(text),
    sendAgain: (id) => talk.sendAgain(id),
    type: () => talk.announceTyping(),
    look: (looking) => talk.look(looking),
    readEarlier: () => harmless(talk.readEarlier()),
    unsent: () => talk.unsent.map((message) => (stands().refused ? { ...message, failed: true } : message)),
    known: () => ({
      conversation: talk.view.conversation,
      entries: talk.view.entries,
      fates: fates(party, talk),
      ready: stands().ready,
    }),
  };
}

function fates(party: string, talk: Talk): Record<string, Fate> {
  const found: Record<string, Fate> = {};
  for (const entry of talk.view.entries) {
    if (entry.kind === "message" && entry.author === party)
      found[entry.client_message_id] = fateOf(talk.view, entry);
  }
  return found;
}
