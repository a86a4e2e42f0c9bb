import { type Connection, type ConnectionOptions, Refused } from "./createConnection.js";
import { createOwnConnection } from "./createOwnConnection.js";

export type LastingOptions = Omit<ConnectionOptions, "credential"> & {
  /** The second subprotocol; `spent` when the server may not have taken the one before. */
  credential(spent: boolean, failures: number): Promise<string>;
  /** How long the credential is good for, in milliseconds. */
  renewsIn?(): number;
};

// API Gateway ends every connection after two hours:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
const LONGEST_MS = 110 * 60_000;
const SHORTEST_MS = 30_000;
// Longer than an answer takes, and than it takes to greet the second connection.
const LINGER_MS = 20_000;

/**
 * A connection that outlives its credential and API Gateway's two hours: in time before either ends, a second one is
 * opened beside it. The first still brings what happens and answers what it was asked, for a moment; what it has not
 * answered then is asked on the second.
 */
export function createLastingConnection(options: LastingOptions): Connection {
  const open = new Set<Connection>();
  let lingering = 0;
  let current = connect(false);
  let following: Connection | undefined;
  let awaiting: (() => void)[] = [];
  let timer = 0;
  let ended = false;

  function connect(spent: boolean): Connection {
    const connection = createOwnConnection({
      ...options,
      // Browsers do not show why a handshake failed. After the second in a row the credential may be why.
      credential: (failures) => options.credential((spent && failures === 0) || failures === 2, failures),
      onConnected: (connected) => onConnected(connection, connected),
      onEvent(event) {
        if (event.type === "command_refused" && event.code === "expired") void renew(true);
        options.onEvent(event);
      },
    });
    open.add(connection);
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
    const goodFor = Math.max(options.renewsIn?.() ?? LONGEST_MS, SHORTEST_MS);
    timer = setTimeout(renew, Math.min(goodFor, LONGEST_MS), false);
  }

  function renew(spent: boolean): Promise<void> {
    following ??= connect(spent);
    return new Promise((resolve) => {
      awaiting.push(resolve);
    });
  }

  function follow() {
    lingering = setTimeout(end, LINGER_MS, current);
    current = following ?? current;
    following = undefined;
    for (const resolve of awaiting) resolve();
    awaiting = [];
  }

  function end(connection: Connection) {
    open.delete(connection);
    connection.close();
  }

  return {
    async request(ask) {
      for (let renewed = false; ; ) {
        try {
          return await current.request(ask);
        } catch (error) {
          const refused = error instanceof Refused;
          if (ended || (refused && (renewed || error.code !== "expired"))) throw error;
          if (refused) await renew(true);
          renewed = refused;
        }
      }
    },
    tell: (ask) => current.tell(ask),
    close() {
      ended = true;
      clearTimeout(timer);
      clearTimeout(lingering);
      for (const connection of open) end(connection);
    },
  };
}
