import { type ReadonlySignal, signal } from "@preact/signals";
import type { Ask, Connection } from "../../chat/createConnection.js";
import { type Attendance, type AttendanceEvent, attend, presenceOf } from "./attendance.js";
import { watchInput } from "./watchInput.js";

export type AgentPresence = {
  readonly attendance: ReadonlySignal<Attendance>;
  choose(presence: "available" | "away"): void;
  /** Says it on a new connection. */
  greeting(): Ask;
  /** Says that the agent has left, if that can be said; until the server knows, or for `LEAVING_MS`. */
  end(): Promise<void>;
};

export type AgentPresenceOptions = {
  agentId: string;
  connection: Pick<Connection, "request">;
  connected(): boolean;
};

// A third of LEASE_SECONDS: two renewals may get lost.
const RENEWED_EVERY_MS = 60_000;
const QUIET_MS = 10 * 60_000;
const LEAVING_MS = 2_000;
const KEY = "tresen.away";

/** Keeps the server told whether this agent is there; whoever says nothing for `LEASE_SECONDS` is offline to it. */
export function createPresence({ agentId, connection, connected }: AgentPresenceOptions): AgentPresence {
  const attendance = signal<Attendance>(choseAway(agentId) ? "away" : "available");
  const watch = watchInput({
    quietMs: QUIET_MS,
    onInput: () => happens("input"),
    onQuiet: () => happens("quiet"),
  });
  const timer = setInterval(renew, RENEWED_EVERY_MS);
  let saying = false;
  let ended = false;

  const presence = () => presenceOf(attendance.peek());

  function happens(event: AttendanceEvent) {
    const before = presence();
    attendance.value = attend(attendance.peek(), event);
    if (presence() !== before) void say();
  }

  function renew() {
    watch.check();
    void say();
  }

  /** Without a connection nothing is said: the greeting of the next one does. */
  async function say() {
    if (saying || ended || !connected()) return;
    saying = true;
    const said = presence();
    await connection.request({ type: "renew_presence", presence: said }).catch(() => {});
    saying = false;
    // The answer may have taken a reconnection, and the agent may have changed its mind.
    if (said !== presence()) void say();
  }

  return {
    attendance,
    choose(chosen) {
      keepChoice(agentId, chosen === "away");
      happens(chosen === "away" ? "chose_away" : "chose_available");
    },
    greeting() {
      watch.check();
      return { type: "renew_presence", presence: presence() };
    },
    async end() {
      ended = true;
      clearInterval(timer);
      watch.stop();
      if (!connected()) return;
      // What left the browser is not yet with the server: a page that goes at once may take it along.
      const told = connection.request({ type: "renew_presence", presence: "offline" }).catch(() => {});
      await Promise.race([told, new Promise((resolve) => setTimeout(resolve, LEAVING_MS))]);
    },
  };
}

const choseAway = (agentId: string) => sessionStorage.getItem(KEY) === agentId;

/** In this tab and for this agent; signing out clears it. */
function keepChoice(agentId: string, away: boolean) {
  if (away) sessionStorage.setItem(KEY, agentId);
  else sessionStorage.removeItem(KEY);
}
