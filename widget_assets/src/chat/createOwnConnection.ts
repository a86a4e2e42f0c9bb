import type { Event } from "../protocol/frames.js";
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  type Numbered,
  numbered,
  Refused,
} from "./createConnection.js";

type Pending = { readonly ask: Numbered; resolve(event: Event): void; reject(error: Error): void };

/** A connection that a page has for itself. */
export function createOwnConnection(options: ConnectionOptions): Connection {
  const pending = new Map<string, Pending>();
  const { next, tell, close } = createConnection({
    ...options,
    pending,
    settle({ id, event, code }) {
      const asked = pending.get(id);
      pending.delete(id);
      if (event) asked?.resolve(event);
      else asked?.reject(new Refused(code ?? "failed"));
    },
  });

  return {
    request: (ask) =>
      new Promise((resolve, reject) => {
        const each = { ask: numbered(ask), resolve, reject };
        pending.set(each.ask.command_id, each);
        next();
      }),
    tell,
    close() {
      close();
      for (const { reject } of pending.values()) reject(new Error("closed"));
      pending.clear();
    },
  };
}
