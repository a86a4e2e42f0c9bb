import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { takeHash } from "./takeHash.js";

/** What the agent works at. */
export type Page = "conversations" | "contact";

/** What is open beside the lists. */
export type Opened = { readonly conversation: string } | { readonly contact: string } | null;

/** Something of which one can be chosen. */
export type Choice = {
  readonly selected: ReadonlySignal<{ readonly id: string } | null>;
  select(id: string | null): void;
};

export type Place = {
  readonly page: ReadonlySignal<Page>;
  readonly opened: ReadonlySignal<Opened>;
  goTo(page: Page): void;
  open(opened: Opened): void;
  end(): void;
};

export type PlaceOptions = {
  conversations: Choice;
  /** Missing where no site has a contact form. */
  contact: Choice | undefined;
  /** Whether what was open before is still there to be opened again. */
  isThere(opened: Opened): boolean;
};

const KEY = "tresen.page";

/** Which of the two pages is before the agent's eyes. On the other one nothing is chosen: it is not looked at. */
export function createPlace({ conversations, contact, isThere }: PlaceOptions): Place {
  const page = signal<Page>("conversations");
  const opened = computed<Opened>(() => {
    const chosen = (page.value === "contact" ? contact : conversations)?.selected.value;
    if (!chosen) return null;
    return page.value === "contact" ? { contact: chosen.id } : { conversation: chosen.id };
  });
  const left = new Map<Page, Opened>();

  function show(next: Page, what: Opened) {
    batch(() => {
      page.value = next;
      conversations.select(what && "conversation" in what ? what.conversation : null);
      contact?.select(what && "contact" in what ? what.contact : null);
    });
  }

  function goTo(next: Page) {
    if (next === page.peek() || (next === "contact" && !contact)) return;
    left.set(page.peek(), opened.peek());
    const before = left.get(next) ?? null;
    show(next, isThere(before) ? before : null);
  }

  const followHash = () => takeHash() && goTo("contact");

  if (contact && (takeHash() || sessionStorage.getItem(KEY) === "contact")) page.value = "contact";
  if (page.peek() === "contact") conversations.select(null);
  else contact?.select(null);
  const stop = effect(() => {
    if (page.value === "contact") sessionStorage.setItem(KEY, page.value);
    else sessionStorage.removeItem(KEY);
  });
  addEventListener("hashchange", followHash);

  return {
    page,
    opened,
    goTo,
    open(what) {
      show(what === null ? page.peek() : "contact" in what ? "contact" : "conversations", what);
    },
    end() {
      stop();
      removeEventListener("hashchange", followHash);
    },
  };
}
