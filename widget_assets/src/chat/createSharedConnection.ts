import type { Event, RefusalCode } from "../protocol/frames.js";
import { type Ask, type Connection, type ConnectionOptions, Refused } from "./createConnection.js";
import { createTurn } from "./createTurn.js";

export type SharedConnection<Note> = Connection & {
  /** This tab has the socket. */
  readonly leads: boolean;
  /** Says something to the other tabs. */
  post(note: Note): void;
};

type Handlers = Pick<ConnectionOptions, "greet" | "onEvent" | "onConnected">;

export type SharedOptions<Note> = Handlers & {
  /** The same for all tabs that share. */
  name: string;
  /** Makes the connection when this tab has the turn. */
  connect(handlers: Handlers): Connection;
  /** This tab has the socket now. */
  onLead(): void;
  /** What another tab said with `post`. */
  onNote(note: Note): void;
};

type Numbered = Ask & { readonly command_id: string };

/** What tabs say to each other; each post has one of these. */
export type Post<Note> = {
  /** Is anybody there? Any post of a follower asks that too. */
  hello?: true;
  /** A follower wants this asked, or told. */
  ask?: Numbered;
  tell?: Ask;
  /** The leader is this tab, and has a connection or not. */
  leader?: string;
  connected?: boolean;
  note?: Note;
} & Partial<Answer>;

/** To the follower that asked: an event, or the code of a refusal. */
type Answer = { id: string; event?: Event; code?: RefusalCode };

type Pending = { ask: Numbered; resolve(event: Event): void; reject(error: Error): void };

const SILENT_MS = 5_000;
const HELLO_MS = 20_000;

/**
 * One connection for all tabs of a visitor: the tab whose turn it is holds the socket, the others ask it.
 *
 * A tab that is seen does not put up with a leader that is silent (a browser may suspend tabs that are hidden).
 * An answer is handed to the tab that asked alone: it begins where that one's view ends.
 */
export function createSharedConnection<Note>(options: SharedOptions<Note>): SharedConnection<Note> {
  const me = crypto.randomUUID();
  const pending = new Map<string, Pending>();
  /** What this tab asks the server, for itself or for others. */
  const serving = new Set<string>();
  const channel = openChannel(options.name);
  let connection: Connection | undefined;
  let leader = "";
  let connected = false;
  let silentTimer = 0;
  const ended = new AbortController();

  function onTurn() {
    if (ended.signal.aborted) return;
    leader = me;
    hush();
    present(false);
    connection = options.connect({ greet: options.greet, onEvent: heard, onConnected: present });
    for (const each of pending.values()) dispatch(each);
    options.onLead();
  }

  function onRobbed() {
    connection?.close();
    connection = undefined;
    leader = "";
    serving.clear();
    post({ hello: true });
  }

  function present(now: boolean) {
    connected = now;
    if (leader === me) post({ leader, connected });
    options.onConnected(now);
  }

  function heard(event: Event) {
    if (ended.signal.aborted) return;
    const id = ("command_id" in event && event.command_id) || "";
    if (!serving.has(id)) options.onEvent(event);
    else if (!pending.has(id)) learn(event);
  }

  /** The server does not tell the one who asked, so the leader has to learn it from the answer to another. */
  function learn(event: Event) {
    if (event.type === "messages_acknowledged") greet();
    if (event.type !== "opened" || !event.conversation) return;
    const { conversation_id } = event.conversation;
    options.onEvent({ type: "entries_added", conversation_id, entries: event.entries });
  }

  function greet() {
    for (const ask of options.greet()) request(ask).catch(() => {});
  }

  function dispatch({ ask }: Pending) {
    if (connection) serve(ask);
    else post({ ask });
  }

  /** What is closed answers nothing: whoever leads next is asked again. */
  function serve(ask: Numbered) {
    const id = ask.command_id;
    if (serving.has(id)) return;
    serving.add(id);
    const settle = (said: Answer) => {
      serving.delete(id);
      if (pending.has(id)) accept(said);
      else post(said);
    };
    connection?.request(ask).then(
      (event) => settle({ id, event }),
      (error) => error instanceof Refused && settle({ id, code: error.code }),
    );
  }

  function accept({ id, event, code }: Answer) {
    const asker = pending.get(id);
    pending.delete(id);
    if (!asker) return;
    if (code) return asker.reject(new Refused(code));
    if (!event) return;
    options.onEvent(event);
    asker.resolve(event);
  }

  function post(said: Post<Note>) {
    // An answer may come to what was asked for another tab just before.
    if (ended.signal.aborted) return;
    channel?.postMessage(said);
    if (channel && leader !== me) silentTimer ||= setTimeout(onSilence, SILENT_MS);
  }

  function onSilence() {
    silentTimer = 0;
    if (document.visibilityState === "visible") turn?.steal();
  }

  function hush() {
    clearTimeout(silentTimer);
    silentTimer = 0;
  }

  /** Any script of this origin may post: what makes no sense is passed over. */
  function onMessage({ data }: MessageEvent) {
    try {
      if (connection) lead(data);
      else follow(data);
      if (data.note) options.onNote(data.note);
    } catch {
      // Nothing to be done about it.
    }
  }

  function lead({ leader: other, ask, tell }: Post<Note>) {
    // For a moment there may be two, after a theft.
    if (other) return;
    post({ leader: me, connected });
    if (ask) serve(ask);
    if (tell) connection?.tell(tell);
  }

  function follow(said: Post<Note>) {
    if (said.leader) meet(said.leader, said.connected === true);
    if (said.id) accept(said as Answer);
  }

  function meet(other: string, isConnected: boolean) {
    hush();
    if (isConnected !== connected) present(isConnected);
    if (other === leader) return;
    leader = other;
    for (const each of pending.values()) dispatch(each);
    greet();
  }

  function request(ask: Ask): Promise<Event> {
    return new Promise((resolve, reject) => {
      const numbered = { command_id: crypto.randomUUID(), ...ask } as Numbered;
      pending.set(numbered.command_id, { ask: numbered, resolve, reject });
      dispatch({ ask: numbered, resolve, reject });
    });
  }

  function look() {
    if (!connection && document.visibilityState === "visible") post({ hello: true });
  }

  channel?.addEventListener("message", onMessage);
  document.addEventListener("visibilitychange", look, ended);
  const helloTimer = setInterval(look, HELLO_MS);
  const turn = channel && createTurn({ name: options.name, onTurn, onRobbed });
  if (channel) post({ hello: true });
  else queueMicrotask(onTurn);

  return {
    get leads() {
      return connection !== undefined;
    },
    request,
    tell(ask) {
      if (connection) return connection.tell(ask);
      post({ tell: ask });
      return connected;
    },
    post: (note) => post({ note }),
    close() {
      ended.abort();
      clearInterval(helloTimer);
      hush();
      turn?.end();
      connection?.close();
      channel?.close();
      for (const { reject } of pending.values()) reject(new Error("closed"));
      pending.clear();
    },
  };
}

/** Where the browser has no locks, or no channels, each tab is for itself. */
function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return navigator.locks && new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
