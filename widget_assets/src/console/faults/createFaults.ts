import { batch, computed, signal } from "@preact/signals";
import type { Fault, FaultRead } from "../../protocol/requests.js";
import { type ApiProblem, problemOf } from "../api/createApi.js";
import { createKeyed } from "../desk/createKeyed.js";
import { keepWork, takeWork } from "../desk/keepWork.js";
import { pollVisible } from "../inbox/pollVisible.js";
import { createFaultList, type FaultQuery } from "./createFaultList.js";
import { createSources } from "./createSources.js";
import type { FaultOutcome, Faults, FaultsOptions, SelectedFault } from "./Faults.js";

type Work = { readonly selected: string | null; readonly query: FaultQuery };

/** What is known of the chosen fault besides what the list has. */
type Reading = { readonly read?: FaultRead; readonly problem?: ApiProblem };

const KEY = "tresen.faults";
const POLLED_EVERY_MS = 60_000;
const FIRST: FaultQuery = { days: 7, state: null };

/** The errors that this agent may read of, asked for once a minute while they are before somebody's eyes. */
export function createFaults({ agent, api, open }: FaultsOptions): Faults {
  const work = takeWork<Work>(KEY, agent.id);
  const list = createFaultList(api, work?.query ?? FIRST);
  const selectedId = signal(work?.selected ?? null);
  const reading = signal<Reading>({});
  const gone = signal(false);
  const acting = createKeyed<true>();
  const outcomes = createKeyed<FaultOutcome>();
  let turn = 0;
  let asked: string | null = null;

  /** Answers may change places, and the agent may have gone on to another one: the latest question counts. */
  async function read() {
    const id = selectedId.value;
    if (id === null) return;
    const mine = ++turn;
    asked = id;
    try {
      const answer = await api.post<FaultRead>("/api/errors/fault", { fault_id: id });
      if (mine === turn) learn({ read: answer }, answer.fault);
    } catch (error) {
      if (mine === turn) fail(id, problemOf(error));
    } finally {
      if (mine === turn) asked = null;
    }
  }

  function learn(now: Reading, fault: Fault) {
    batch(() => {
      reading.value = now;
      list.learn(fault);
    });
  }

  /** What can not be read is not told from what is not there. */
  function fail(id: string, problem: ApiProblem) {
    if (problem === "not_allowed") leave(id);
    else reading.value = { ...reading.value, problem };
  }

  function leave(id: string) {
    if (selectedId.value !== id) return;
    batch(() => {
      choose(null);
      gone.value = true;
    });
  }

  function choose(id: string | null) {
    batch(() => {
      selectedId.value = id;
      reading.value = {};
      gone.value = false;
      if (id) outcomes.set(id, undefined);
    });
  }

  function refresh() {
    if (!list.value.peek().loading) void list.refresh();
    if (selectedId.value !== asked) void read();
  }

  async function attempt(id: string, resolved: boolean): Promise<FaultOutcome> {
    try {
      const fault = await api.post<Fault>("/api/errors/resolve", { fault_id: id, resolved });
      const before = reading.value.read;
      if (selectedId.value === id && before) learn({ read: { ...before, fault } }, fault);
      else list.learn(fault);
      return { kind: resolved ? "resolved" : "reopened" };
    } catch (error) {
      return { kind: "problem", problem: problemOf(error) };
    }
  }

  function selected(id: string): SelectedFault {
    const { read: known, problem } = reading.value;
    const listed = list.value.value.faults.find(({ fault_id }) => fault_id === id);
    return {
      id,
      fault: known?.fault ?? listed,
      read: known,
      problem,
      acting: acting.get(id) === true,
      outcome: outcomes.get(id),
    };
  }

  function keep() {
    const { query } = list.value.peek();
    keepWork<Work>(KEY, agent.id, { selected: selectedId.value, query });
  }

  async function poll() {
    // Not before all is put together.
    await Promise.resolve();
    if (open()) refresh();
  }

  addEventListener("pagehide", keep);
  const stop = pollVisible(POLLED_EVERY_MS, () => void poll());

  return {
    found: list.value,
    selected: computed(() => (selectedId.value === null ? null : selected(selectedId.value))),
    gone: computed(() => gone.value),
    sources: createSources(),
    ask(query) {
      gone.value = false;
      void list.ask(query);
    },
    refresh,
    select(id) {
      // That it has gone is still to be read.
      if (id === selectedId.peek()) return;
      choose(id);
      void read();
    },
    async resolve(id, resolved) {
      if (acting.get(id)) return;
      batch(() => {
        acting.set(id, true);
        outcomes.set(id, undefined);
      });
      const outcome = await attempt(id, resolved);
      batch(() => {
        acting.set(id, undefined);
        outcomes.set(id, outcome);
      });
      // What was asked before does not know of it.
      void list.refresh();
      void read();
    },
    end() {
      stop();
      removeEventListener("pagehide", keep);
    },
  };
}
