import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { PAGE_KEY, takeHash } from "./takeHash.js";

const PAGES = ["conversations", "contact", "errors"] as const;

/** What the agent works at. */
export type Page = (typeof PAGES)[number];

/** What is open beside the lists. */
export type Opened =
  | { readonly conversation: string }
  | { readonly contact: string }
  | { readonly fault: string }
  | null;

/** Something of which one can be chosen. */
export type Choice = {
  readonly selected: ReadonlySignal<{ readonly id: string } | null>;
  select(id: string | null): void;
};

export type Place = {
  /** The pages that this agent has. */
  readonly pages: readonly Page[];
  readonly page: ReadonlySignal<Page>;
  readonly opened: ReadonlySignal<Opened>;
  goTo(page: Page): void;
  open(opened: Opened): void;
  end(): void;
};

export type PlaceOptions = {
  /** One at least. Contact requests are missing where no site has a form, for instance. */
  choices: Readonly<Partial<Record<Page, Choice | undefined>>>;
  /** Whether what was open before is still there to be opened again. */
  isThere(opened: Opened): boolean;
};

/** Which of the pages is before the agent's eyes. On the other ones nothing is chosen: it is not looked at. */
export function createPlace({ choices, isThere }: PlaceOptions): Place {
  const pages = PAGES.filter((each) => choices[each]);
  const first = pages[0] ?? "conversations";
  const page = signal<Page>(first);
  const opened = computed<Opened>(() => openedOn(page.value, choices[page.value]?.selected.value?.id));
  const left = new Map<Page, Opened>();

  function show(next: Page, what: Opened) {
    batch(() => {
      page.value = next;
      for (const each of pages) choices[each]?.select(idOn(each, what));
    });
  }

  function goTo(next: Page) {
    if (next === page.peek() || !choices[next]) return;
    left.set(page.peek(), opened.peek());
    const before = left.get(next) ?? null;
    show(next, isThere(before) ? before : null);
  }

  /** Where the address or the time before a reload leads to. */
  function asked(): readonly [Page, Opened] | undefined {
    takeHash();
    const [name, id] = sessionStorage.getItem(PAGE_KEY)?.split("/") ?? [];
    const found = pages.find((each) => each === name);
    return found && [found, openedOn(found, id)];
  }

  function followHash() {
    if (!takeHash()) return;
    const [next, what] = asked() ?? [];
    if (next && what) show(next, what);
    else if (next) goTo(next);
  }

  const [begun, what] = asked() ?? [first, null];
  page.value = begun;
  for (const each of pages) if (each !== begun || what) choices[each]?.select(idOn(each, what));
  const stop = effect(() => {
    if (page.value === first) sessionStorage.removeItem(PAGE_KEY);
    else sessionStorage.setItem(PAGE_KEY, page.value);
  });
  addEventListener("hashchange", followHash);

  return {
    pages,
    page,
    opened,
    goTo,
    open(what) {
      show(pages.find((each) => idOn(each, what) !== null) ?? page.peek(), what);
    },
    end() {
      stop();
      removeEventListener("hashchange", followHash);
    },
  };
}

function openedOn(page: Page, id: string | undefined): Opened {
  if (!id) return null;
  return { conversations: { conversation: id }, contact: { contact: id }, errors: { fault: id } }[page];
}

/** The id of what is open, if it is something of this page. */
function idOn(page: Page, opened: Opened): string | null {
  if (!opened) return null;
  if ("conversation" in opened) return page === "conversations" ? opened.conversation : null;
  if ("contact" in opened) return page === "contact" ? opened.contact : null;
  return page === "errors" ? opened.fault : null;
}
