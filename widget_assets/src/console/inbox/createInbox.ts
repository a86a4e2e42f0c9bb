import { batch, computed, signal } from "@preact/signals";
import type { ContactRequest, ContactRequestsFound } from "../../protocol/requests.js";
import { createKeyed, type Keyed } from "../desk/createKeyed.js";
import { keepWork, takeWork } from "../desk/keepWork.js";
import { supervises } from "../sign_in/agentOf.js";
import type { ContactChange } from "./ContactChange.js";
import { createChanges } from "./createChanges.js";
import { createFound, type Query } from "./createFound.js";
import { hasHappened } from "./hasHappened.js";
import type { Departure, Inbox, InboxOptions, SelectedRequest } from "./Inbox.js";
import type { Outcome } from "./Outcome.js";
import { pollVisible } from "./pollVisible.js";

type Work = {
  readonly selected: string | null;
  readonly notes: readonly (readonly [string, string])[];
};

type Newest = { readonly ids: readonly string[]; readonly more: boolean };

const KEY = "tresen.inbox";
const POLLED_EVERY_MS = 60_000;
const NEW: Query = { state: "new", text: "" };

const listsNew = ({ state, text }: Query) => state === NEW.state && !text.trim();

/** The contact requests of an agent's groups, asked for once a minute. */
export function createInbox({ agent, api, groups, open }: InboxOptions): Inbox {
  const work = takeWork<Work>(KEY, agent.id);
  const known = createKeyed<ContactRequest>();
  const notes = createKeyed(work?.notes);
  const selectedId = signal(work?.selected ?? null);
  const departure = signal<Departure | undefined>(undefined);
  const newest = signal<Newest | undefined>(undefined);
  const erased = new Set<string>();
  const list = createFound({ api, learn });
  /** The list itself, where it is the one of the new ones. */
  const latest = computed<Newest | undefined>(() => {
    const { query, ids, cursor } = list.value.value;
    return listsNew(query) && cursor !== undefined ? { ids, more: cursor !== null } : newest.value;
  });

  /** Answers may change places: the higher version is the later one. */
  function learn(request: ContactRequest) {
    const { contact_id: id, version } = request;
    if (erased.has(visitorOf(request))) return;
    const before = known.get(id);
    if (version < (before?.version ?? 0)) return;
    known.set(id, request);
    if (before) findNote(before, request);
  }

  /** A note whose answer got lost is not offered to be added once more. */
  function findNote(before: ContactRequest, now: ContactRequest) {
    const { contact_id: id } = now;
    const note = { type: "note", text: notes.get(id)?.trim() ?? "" } as const;
    if (!hasHappened(before, now, note, agent.id)) return;
    notes.set(id, undefined);
    if (outcomes.get(id)?.kind === "problem") outcomes.set(id, { kind: "done", change: "note" });
  }

  function forget(id: string, why: Departure) {
    batch(() => {
      known.set(id, undefined);
      outcomes.set(id, undefined);
      // What is gone may have been erased, and nobody can add the note any more.
      if (why.kind !== "handed_over") notes.set(id, undefined);
      if (selectedId.value !== id) return;
      selectedId.value = null;
      departure.value = why;
    });
  }

  const serves = ({ site, group }: ContactRequest) =>
    supervises(agent, site) || agent.groups.includes(`${site}.${group}`);

  /** How many are new is asked for on every page; what else is shown only where it is seen. */
  async function poll() {
    // Not before all is put together.
    await Promise.resolve();
    const seen = open() ? [list.refresh(), follow()] : [];
    if (!listsNew(list.value.value.query)) seen.push(readNew());
    else if (!open()) seen.push(list.refresh());
    await Promise.all(seen);
  }

  async function readNew() {
    const { requests, cursor } = await api.post<ContactRequestsFound>("/api/contact/search", NEW);
    batch(() => {
      for (const request of requests) learn(request);
      newest.value = { ids: requests.map(({ contact_id }) => contact_id), more: cursor !== null };
    });
  }

  /** What others did with the chosen request. */
  async function follow() {
    const before = selectedId.value === null ? undefined : known.get(selectedId.value);
    if (!before || acting.get(before.contact_id)) return;
    const now = await reread(before.contact_id).catch(() => undefined);
    if (now && now.agent_id !== before.agent_id && !acting.get(now.contact_id)) {
      outcomes.set(now.contact_id, { kind: "changed" });
    }
  }

  /** The request as it is now, if it is still there for this agent. */
  async function reread(id: string): Promise<ContactRequest | undefined> {
    const body = { state: "new", contact_id: id };
    const { requests } = await api.post<ContactRequestsFound>("/api/contact/search", body);
    const [request] = requests;
    if (request) learn(request);
    else forget(id, { kind: "gone" });
    return request;
  }

  const changes = createChanges({ agentId: agent.id, api, get: known.get, learn, reread, onOutcome });
  const { outcomes, acting } = changes;

  function onOutcome(id: string, wanted: ContactChange, outcome: Outcome | undefined) {
    if (outcome?.kind !== "problem") poll().catch(() => {});
    if (outcome?.kind !== "done") return;
    if (wanted.type === "note" && notes.get(id)?.trim() === wanted.text) notes.set(id, undefined);
    const request = known.get(id);
    if (request && !serves(request)) forget(id, { kind: "handed_over", group: request.group });
  }

  function selected(id: string): SelectedRequest | null {
    const request = known.get(id);
    if (!request) return null;
    return { id, request, outcome: outcomes.get(id), acting: acting.get(id), draft: notes.get(id) ?? "" };
  }

  function leave() {
    keepWork<Work>(KEY, agent.id, { selected: selectedId.value, notes: [...notes.all] });
  }

  const begun = new Set([...(work?.selected ? [work.selected] : []), ...notes.all.keys()]);
  for (const id of begun) reread(id).catch(() => {});
  addEventListener("pagehide", leave);
  const stop = pollVisible(POLLED_EVERY_MS, () => poll().catch(() => {}));

  return {
    agent,
    found: list.value,
    requests: computed(() => {
      const { ids, query } = list.value.value;
      return present(ids, known).filter((request) => request.state === query.state && serves(request));
    }),
    fresh: computed(() => {
      const { ids, more } = latest.value ?? { ids: [], more: false };
      return { number: present(ids, known).filter(({ state }) => state === "new").length, more };
    }),
    freshIds: computed(() => latest.value?.ids),
    selected: computed(() => (selectedId.value === null ? null : selected(selectedId.value))),
    departure: computed(() => departure.value),
    has: (id) => known.get(id) !== undefined,
    groupsOf: (site) => groups[site] ?? [],
    ask(query) {
      batch(() => {
        newest.value = latest.peek();
        departure.value = undefined;
        void list.ask(query);
      });
    },
    refresh: () => void list.refresh(),
    more: () => void list.more(),
    select(id) {
      // What became of the last one is still to be read.
      if (id === null && selectedId.peek() === null) return;
      batch(() => {
        selectedId.value = id;
        departure.value = undefined;
        if (id) outcomes.set(id, undefined);
      });
    },
    change: changes.change,
    writeNote: (id, draft) => notes.set(id, draft || undefined),
    async addNote(id) {
      const text = notes.get(id)?.trim();
      if (text) await changes.change(id, { type: "note", text });
    },
    forgetVisitor(conversationId) {
      erased.add(conversationId);
      for (const [id, request] of known.all) {
        if (visitorOf(request) === conversationId) forget(id, { kind: "erased" });
      }
    },
    end() {
      stop();
      removeEventListener("pagehide", leave);
    },
  };
}

/** `<site>.<visitor id>`; nothing where it came by the plain page. */
const visitorOf = ({ site, visitor_id }: ContactRequest) => (visitor_id ? `${site}.${visitor_id}` : "");

function present(ids: readonly string[], known: Keyed<ContactRequest>): readonly ContactRequest[] {
  return ids.flatMap((id) => known.get(id) ?? []);
}
