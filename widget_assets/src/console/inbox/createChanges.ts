import { batch } from "@preact/signals";
import type { ContactRequest } from "../../protocol/requests.js";
import { type Api, problemOf } from "../api/createApi.js";
import { createKeyed, type Keyed } from "../desk/createKeyed.js";
import type { ContactChange } from "./ContactChange.js";
import { hasHappened } from "./hasHappened.js";
import type { Outcome } from "./Outcome.js";

export type Changes = {
  /** What came of the last change of each request. */
  readonly outcomes: Keyed<Outcome>;
  /** What the server was asked to change and has not answered. */
  readonly acting: Keyed<ContactChange["type"]>;
  /** One at a time for each request. */
  change(id: string, wanted: ContactChange): Promise<void>;
};

export type ChangesOptions = {
  agentId: string;
  api: Api;
  get(id: string): ContactRequest | undefined;
  learn(request: ContactRequest): void;
  /** The request as it is now, if it is still there for this agent. */
  reread(id: string): Promise<ContactRequest | undefined>;
  onOutcome(id: string, wanted: ContactChange, outcome: Outcome | undefined): void;
};

/** Changes contact requests, and finds out what became of it where the answer does not say. */
export function createChanges({ agentId, api, get, learn, reread, onOutcome }: ChangesOptions): Changes {
  const outcomes = createKeyed<Outcome>();
  const acting = createKeyed<ContactChange["type"]>();

  async function attempt(before: ContactRequest, change: ContactChange): Promise<Outcome | undefined> {
    const done = { kind: "done", change: change.type } as const;
    const { contact_id, version } = before;
    try {
      learn(await api.post<ContactRequest>("/api/contact/changes", { contact_id, version, change }));
      return done;
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== "changed_meanwhile" && problem !== "not_allowed") return { kind: "problem", problem };
      const now = await reread(contact_id);
      if (!now) return undefined;
      if (hasHappened(before, now, change, agentId)) return done;
      return now.version === version ? { kind: "problem", problem } : { kind: "changed" };
    }
  }

  return {
    outcomes,
    acting,
    async change(id, wanted) {
      const before = get(id);
      if (!before || acting.get(id)) return;
      batch(() => {
        acting.set(id, wanted.type);
        outcomes.set(id, undefined);
      });
      const outcome = await attempt(before, wanted).catch(
        (error): Outcome => ({ kind: "problem", problem: problemOf(error) }),
      );
      batch(() => {
        acting.set(id, undefined);
        outcomes.set(id, outcome);
        onOutcome(id, wanted, outcome);
      });
    },
  };
}
