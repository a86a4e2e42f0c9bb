import { type Ask, type ConnectionOptions, Refused } from "../../src/chat/createConnection.js";
import { createDesk, type Desk } from "../../src/console/desk/createDesk.js";
import type { Agent } from "../../src/console/sign_in/agentOf.js";
import type { Conversation, Event, RefusalCode } from "../../src/protocol/frames.js";

type Asked = { ask: Ask; resolve(event: Event): void; reject(error: Error): void };
type Unanswered<T> = T extends { command_id: string | null } ? Omit<T, "command_id"> : T;

export type FakeDesk = {
  desk: Desk;
  asks: Ask[];
  told: Ask[];
  /** The connection is there, and the lists come; gives what was asked first. */
  connect(waiting?: readonly Conversation[], taken?: readonly Conversation[]): readonly Ask[];
  lose(): void;
  happens(event: Event): void;
  /** Answers the oldest command of a type. */
  answer(type: Ask["type"], event: Unanswered<Event>): Promise<void>;
  refuse(type: Ask["type"], code: RefusalCode): Promise<void>;
};

/** A desk whose connection is the test. */
export function fakeDesk(agent: Agent): FakeDesk {
  let handlers: Pick<ConnectionOptions, "greet" | "onEvent" | "onConnected"> | undefined;
  const waiting: Asked[] = [];
  const asks: Ask[] = [];
  const told: Ask[] = [];
  const desk = createDesk({
    agent,
    connect(given) {
      handlers = given;
      return {
        request: (ask) =>
          new Promise((resolve, reject) => {
            asks.push(ask);
            waiting.push({ ask, resolve, reject });
          }),
        tell: (ask) => told.push(ask) > 0,
        close() {},
      };
    },
  });

  function take(type: Ask["type"]): Asked {
    const index = waiting.findIndex(({ ask }) => ask.type === type);
    const [found] = index < 0 ? [] : waiting.splice(index, 1);
    if (!found) throw new Error(`${type} was not asked`);
    return found;
  }

  const settled = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

  return {
    desk,
    asks,
    told,
    connect(listed = [], taken = []) {
      handlers?.onConnected(true);
      const greeting = handlers?.greet() ?? [];
      handlers?.onEvent({ type: "conversations_listed", command_id: "greeting", waiting: listed, taken });
      return greeting;
    },
    lose: () => handlers?.onConnected(false),
    happens: (event) => handlers?.onEvent(event),
    async answer(type, event) {
      const { resolve } = take(type);
      const answer = { command_id: "c", ...event } as Event;
      resolve(answer);
      handlers?.onEvent(answer);
      await settled();
    },
    async refuse(type, code) {
      take(type).reject(new Refused(code));
      await settled();
    },
  };
}
