import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Fault, FaultState, FaultsFound } from "../../protocol/requests.js";
import { type Api, type ApiProblem, problemOf } from "../api/createApi.js";

/** How many days are looked at. */
export const PERIODS = [1, 7, 27] as const;

/** `days` are counted in UTC, today's included. */
export type FaultQuery = { readonly days: (typeof PERIODS)[number]; readonly state: FaultState | null };

export type FoundFaults = {
  readonly query: FaultQuery;
  readonly faults: readonly Fault[];
  /** How many there are, of which the list has the most frequent; missing before the first answer. */
  readonly total: number | undefined;
  /** When that was so, by the browser's clock. */
  readonly at: number | undefined;
  readonly loading: boolean;
  readonly problem: ApiProblem | undefined;
};

export type FaultList = {
  readonly value: ReadonlySignal<FoundFaults>;
  ask(query: FaultQuery): Promise<void>;
  /** The same question again; what is here stays until the answer is there. */
  refresh(): Promise<void>;
  /** How one of them stands now. */
  learn(fault: Pick<Fault, "fault_id" | "state">): void;
};

/** The most frequent first. Of two questions the later one counts. */
export function createFaultList(api: Api, query: FaultQuery): FaultList {
  const found = signal(beginning(query));
  let turn = 0;

  function take(change: Partial<FoundFaults>) {
    found.value = { ...found.value, ...change };
  }

  async function load() {
    const mine = ++turn;
    take({ loading: true });
    try {
      const { faults, total } = await api.post<FaultsFound>("/api/errors/search", found.value.query);
      if (mine === turn) take({ faults, total, at: Date.now(), problem: undefined, loading: false });
    } catch (error) {
      if (mine === turn) take({ problem: problemOf(error), loading: false });
    }
  }

  return {
    value: computed(() => found.value),
    ask(query) {
      return batch(() => {
        found.value = beginning(query);
        return load();
      });
    },
    refresh: load,
    learn({ fault_id, state }) {
      const faults = found.value.faults.map((each) =>
        each.fault_id === fault_id ? { ...each, state } : each,
      );
      take({ faults });
    },
  };
}

const beginning = (query: FaultQuery): FoundFaults => ({
  query,
  faults: [],
  total: undefined,
  at: undefined,
  loading: false,
  problem: undefined,
});
