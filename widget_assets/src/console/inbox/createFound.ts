import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ContactRequest, ContactRequestsFound, ContactState } from "../../protocol/requests.js";
import { type Api, type ApiProblem, problemOf } from "../api/createApi.js";

export type Query = { readonly state: ContactState; readonly text: string };

/** What was found for one query, as far as it was read. */
export type Found = {
  readonly query: Query;
  readonly ids: readonly string[];
  /** Missing before the first answer; `null` at the end. */
  readonly cursor: string | null | undefined;
  readonly loading: boolean;
  readonly problem: ApiProblem | undefined;
};

export type FoundList = {
  readonly value: ReadonlySignal<Found>;
  /** Another query, from its beginning. */
  ask(query: Query): Promise<void>;
  /** What is newer than what is here, and what has changed in the first page. */
  refresh(): Promise<void>;
  /** The next page. */
  more(): Promise<void>;
};

export type FoundOptions = {
  api: Api;
  /** Hears of each request that an answer brings. */
  learn(request: ContactRequest): void;
};

// A search looks at some hundred requests with one call, and may find none among them.
const CALLS = 5;

const beginning = (query: Query): Found => ({
  query,
  ids: [],
  cursor: undefined,
  loading: false,
  problem: undefined,
});

/** One list of contact requests, newest first. Of two questions the later one counts. */
export function createFound({ api, learn }: FoundOptions): FoundList {
  const found = signal(beginning({ state: "new", text: "" }));
  let turn = 0;
  let reading: string | null = null;

  function take(change: Partial<Found>) {
    found.value = { ...found.value, ...change };
  }

  /** One page with something in it, if there is one in reach. */
  async function read(from: string | null): Promise<ContactRequestsFound> {
    const { state, text } = found.value.query;
    let cursor = from;
    for (let call = 1; ; call++) {
      const answer = await api.post<ContactRequestsFound>("/api/contact/search", {
        state,
        text: text.trim(),
        cursor,
      });
      if (answer.requests.length || !answer.cursor || call === CALLS) return answer;
      cursor = answer.cursor;
    }
  }

  async function load(from: string | null, use: (answer: ContactRequestsFound) => Partial<Found>) {
    reading = from;
    const mine = ++turn;
    take({ loading: true });
    try {
      const answer = await read(from);
      if (mine !== turn) return;
      batch(() => {
        for (const request of answer.requests) learn(request);
        take({ ...use(answer), problem: undefined, loading: false });
      });
    } catch (error) {
      if (mine === turn) take({ problem: problemOf(error), loading: false });
    }
  }

  return {
    value: computed(() => found.value),
    async ask(query) {
      found.value = beginning(query);
      await load(null, ({ requests, cursor }) => ({ ids: requests.map(idOf), cursor }));
    },
    async refresh() {
      const { ids: before, cursor: was, loading } = found.value;
      // The next page, which somebody waits for, goes first.
      if (loading && reading !== null) return;
      await load(null, ({ requests, cursor }) => {
        const ids = requests.map(idOf);
        // Nothing was found as far as it looked: what was found further down may still be there.
        if (cursor && !ids.length && before.length) return {};
        const joins = before.indexOf(ids.at(-1) ?? "");
        // What was read on from there stays; where the page does not reach it, it begins anew.
        return joins < 0 || !cursor
          ? { ids, cursor }
          : { ids: [...ids, ...before.slice(joins + 1)], cursor: was };
      });
    },
    async more() {
      const { cursor, loading } = found.value;
      if (!cursor || loading) return;
      await load(cursor, (answer) => {
        const { ids } = found.value;
        const added = answer.requests.map(idOf).filter((id) => !ids.includes(id));
        return { ids: [...ids, ...added], cursor: answer.cursor };
      });
    },
  };
}

const idOf = ({ contact_id }: ContactRequest) => contact_id;
