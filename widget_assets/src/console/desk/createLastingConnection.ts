import {
  type Ask,
  type Connection,
  type ConnectionOptions,
  createConnection,
  Refused,
} from "../../chat/createConnection.js";
import type { Event } from "../../protocol/frames.js";

export type LastingOptions = Omit<ConnectionOptions, "credential"> & {
  /** The second subprotocol; `spent` when the server did not take the one before. */
  credential(spent: boolean): Promise<string>;
  /** How long the credential is good for, in milliseconds. */
  renewsIn(): number;
};

// API Gateway ends every connection after two hours:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
const LONGEST_MS = 110 * 60_000;
const SHORTEST_MS = 30_000;

/**
 * A connection that outlives its credential and API Gateway's two hours: in time before either ends, a second
 * one is opened beside it, and the first is closed when what was asked on it has been answered.
 */
export function createLastingConnection(options: LastingOptions): Connection {
  const asked = new Map<Connection, Set<Promise<unknown>>>();
  let current = open(false);
  let following: Connection | undefined;
  let awaiting: (() => void)[] = [];
  let timer = 0;
  let ended = false;

  function open(spent: boolean): Connection {
    const connection = createConnection({
      ...options,
      // Browsers do not show why a handshake failed. After the second in a row the token may be why.
      credential: (failures) => options.credential((spent && failures === 0) || failures === 2),
      onConnected: (connected) => onConnected(connection, connected),
      onEvent(event) {
        if (event.type === "command_refused" && event.code === "expired") void renew(true);
        options.onEvent(event);
      },
    });
    asked.set(connection, new Set());
    return connection;
  }

  function onConnected(connection: Connection, connected: boolean) {
    if (connection === following && connected) follow();
    if (connection !== current) return;
    options.onConnected(connected);
    if (connected) plan();
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(renew, Math.min(Math.max(options.renewsIn(), SHORTEST_MS), LONGEST_MS), false);
  }

  function renew(spent: boolean): Promise<void> {
    following ??= open(spent);
    return new Promise((resolve) => {
      awaiting.push(resolve);
    });
  }

  function follow() {
    const former = current;
    current = following ?? current;
    following = undefined;
    for (const resolve of awaiting) resolve();
    awaiting = [];
    void retire(former);
  }

  async function retire(connection: Connection) {
    await Promise.allSettled(asked.get(connection) ?? []);
    asked.delete(connection);
    connection.close();
  }

  function ask(command: Ask): Promise<Event> {
    const answer = current.request(command);
    const open = asked.get(current);
    open?.add(answer);
    const forget = () => open?.delete(answer);
    answer.then(forget, forget);
    return answer;
  }

  return {
    async request(command) {
      try {
        return await ask(command);
      } catch (error) {
        if (!(error instanceof Refused && error.code === "expired") || ended) throw error;
        await renew(true);
        return ask(command);
      }
    },
    tell: (command) => current.tell(command),
    close() {
      ended = true;
      clearTimeout(timer);
      current.close();
      following?.close();
    },
  };
}
