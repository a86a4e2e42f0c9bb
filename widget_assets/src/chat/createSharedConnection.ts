import type { Event } from "../protocol/frames.js";
import {
  type Answer,
  type Ask,
  type Connection,
  type ConnectionOptions,
  createConnection,
  type Link,
  type Numbered,
  numbered,
  Refused,
} from "./createConnection.js";
import type { Received } from "./decodeEvent.js";
import { openChannel } from "./openChannel.js";

export type SharedConnection<Note> = Connection & {
  /** This tab has the socket. */
  readonly leads: boolean;
  /** Says something to the other tabs. */
  post(note: Note): void;
};

export type SharedOptions<Note> = ConnectionOptions & {
  /** The same for all tabs that share. */
  name: string;
  /** This tab has the socket now. */
  onLead(): void;
  /** What another tab said with `post`. */
  onNote(note: Note): void;
};

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
  // To the follower that asked.
} & Partial<Answer>;

type Pending = {
  ask: Numbered;
  /** Takes the answer, or neither event nor code when the tab ends. For another tab it is `post`. */
  settle(said: Answer): void;
};

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
  /** What has no answer yet: of this tab, and of the others while it leads. */
  const pending = new Map<string, Pending>();
  // Where the browser has no locks, or no channels, each tab is for itself.
  const channel = navigator.locks && openChannel(options.name);
  let connection: Link | undefined;
  /** The other tab that this one follows. */
  let leader: string | undefined;
  let connected = false;
  let silentTimer = 0;
  const ended = new AbortController();

  /** Waits for the turn, or steals it. Where the browser refuses, each tab has its own. */
  async function claim(how: LockOptions) {
    try {
      // Tabs that do not hear each other do not wait for each other.
      await navigator.locks.request(channel ? options.name : me, how, onTurn);
    } catch {
      if (!connection) return queueMicrotask(onTurn);
      onRobbed();
      // A thief waits still.
      if (!how.steal) void claim(how);
    }
  }

  /** Until this tab ends, or is robbed. */
  function onTurn() {
    if (ended.signal.aborted) return;
    hush();
    connection = createConnection({ ...options, pending, settle, onEvent: heard, onConnected: present });
    present(false);
    options.onLead();
    return new Promise((resolve) => ended.signal.addEventListener("abort", resolve));
  }

  function onRobbed() {
    connection?.close();
    connection = leader = undefined;
    for (const [id, asked] of pending) if (asked.settle === post) pending.delete(id);
    post({ hello: true });
  }

  function present(now: boolean) {
    connected = now;
    if (connection) post({ leader: me, connected });
    options.onConnected(now);
  }

  function heard(event: Received) {
    const asked = pending.get(event.command_id ?? "");
    // What is erased is so for all.
    if (!asked || event.code === "erased") options.onEvent(event);
    else if (asked.settle === post) learn(event);
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

  function take(ask: Numbered, settle: Pending["settle"]) {
    pending.set(ask.command_id, { ask, settle });
    if (connection) connection.next();
    else post({ ask });
  }

  function settle(said: Answer) {
    const asked = pending.get(said.id);
    pending.delete(said.id);
    asked?.settle(said);
  }

  function post(said: Post<Note>) {
    // An answer may come to what was asked for another tab just before.
    if (ended.signal.aborted) return;
    channel?.postMessage(said);
    if (!connection) silentTimer ||= setTimeout(onSilence, SILENT_MS);
  }

  function onSilence() {
    hush();
    if (document.visibilityState === "visible") void claim({ steal: true });
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
    if (ask && !pending.has(ask.command_id)) take(ask, post);
    if (tell) connection?.tell(tell);
  }

  function follow(said: Post<Note>) {
    if (said.leader) meet(said.leader, said.connected === true);
    if (said.id) settle(said as Answer);
  }

  function meet(other: string, isConnected: boolean) {
    hush();
    if (isConnected !== connected) present(isConnected);
    if (other === leader) return;
    leader = other;
    for (const { ask } of pending.values()) post({ ask });
    greet();
  }

  function request(ask: Ask): Promise<Event> {
    return new Promise((resolve, reject) =>
      take(numbered(ask), ({ event, code }) => {
        if (!event) return reject(code ? new Refused(code) : new Error("closed"));
        options.onEvent(event);
        resolve(event);
      }),
    );
  }

  function look() {
    if (!connection && document.visibilityState === "visible") post({ hello: true });
  }

  channel?.addEventListener("message", onMessage);
  document.addEventListener("visibilitychange", look, ended);
  const helloTimer = setInterval(look, HELLO_MS);
  void claim(ended);
  post({ hello: true });

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
      connection?.close();
      channel?.close();
      for (const id of pending.keys()) settle({ id });
    },
  };
}
