import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { contacts } from "../../src/chat/contacts.js";
import { DRAFTS, settled } from "../../src/chat/database.js";
import { tellForgetting } from "../../src/chat/forgetting.js";

import { inStore } from "../../src/chat/inStore.js";
import { keptVisitorKey } from "../../src/chat/keptVisitorKey.js";
import { note, noteError } from "../../src/chat/usage.js";
import type { Draft } from "../../src/form/createDrafting.js";
import { createFormView, type FormView } from "../../src/form/createFormView.js";
import type { FormTexts } from "../../src/form/FormTexts.js";
import { form as en } from "../../src/texts/en.js";
import type { Words } from "../../src/widget/worded.js";
import { installTabs, uninstallTabs } from "../chat/fakeTabs.js";
import { countListeners } from "../countListeners.js";
import { FakeServer, FORM, RECEIVED } from "./FakeServer.js";
import { keptDraft } from "./keptDraft.js";

// Here nobody waits to be believed.
vi.mock("../../src/form/soonest.js", () => ({ SOONEST_MS: 0 }));
vi.mock("../../src/chat/usage.js", async (original) => ({
  ...(await original<object>()),
  note: vi.fn(),
  noteError: vi.fn(),
}));

let server: FakeServer;
const onError = vi.fn();

/** What was noted, without a word of what was written. */
const noted = () => vi.mocked(note).mock.calls.map(([event]) => event);
const errors = () => vi.mocked(noteError).mock.calls.map(([error]) => error);

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  localStorage.clear();
  installTabs();
  server = new FakeServer();
  // Whoever waits comes back at once.
  vi.spyOn(Math, "random").mockReturnValue(0);
});

afterEach(() => {
  for (const page of pages) killed(page);
  pages.length = 0;
  document.body.replaceChildren();
  uninstallTabs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.clearAllMocks();
});

const pages: { view: FormView; root: ShadowRoot; end(): void }[] = [];

type Opened = {
  readonly text?: string;
  readonly group?: string;
  readonly shown?: boolean;
  readonly site?: string;
  readonly words?: Words<FormTexts>;
};

/** A page with the form; what it keeps is what the next one finds. */
function open({ text = "", group = "", shown = true, site, words = {} }: Opened = {}) {
  const host = document.body.appendChild(document.createElement("div"));
  if (group) host.dataset.group = group;
  const root = host.attachShadow({ mode: "open" });
  const ended = new AbortController();
  const onNews = vi.fn<(text: string) => void>();
  const onSent = vi.fn<(text: string) => void>();
  const onReceived = vi.fn<(id: string) => void>();
  const look = { texts: {}, style: "", words: { en: { form: words } } };
  const view = createFormView({
    origin: "https://chat.test",
    locale: "en",
    root,
    held: { site },
    signal: ended.signal,
    availability: {
      file: { unanswered_seconds: 60, conversation_days: 90, contact: true, groups: {}, look },
    },
    onError,
    onNews,
    onSent,
    onReceived,
  });
  root.append(view.node);
  if (text) view.take(text);
  if (shown) view.show();
  const find = <T extends HTMLElement>(selector: string) => view.node.querySelector(selector) as T;
  const control = (name: string) => find<HTMLInputElement>(`[name="${name}"]`);
  const page = {
    root,
    view,
    onNews,
    onSent,
    onReceived,
    end: () => ended.abort(),
    find,
    control,
    about: (name: string) => find(`#contact-${name}-about`).textContent,
    says: () => find("[role=status]").textContent,
    button: (text: string) =>
      [...view.node.querySelectorAll("button")].find((each) => each.textContent === text && !each.hidden),
    type(name: string, value: string) {
      control(name).value = value;
      control(name).dispatchEvent(new Event("input", { bubbles: true }));
      control(name).dispatchEvent(new Event("change", { bubbles: true }));
    },
    fill() {
      page.type("email", "ada@example.com");
      page.type("message", "hello");
    },
    submit: () => view.node.dispatchEvent(new Event("submit", { cancelable: true })),
    ready: () => vi.waitFor(() => expect(control("message")).toBeTruthy()),
    heading: () => view.node.querySelector("h3")?.textContent,
  };
  pages.push(page);
  return page;
}

type Page = ReturnType<typeof open>;

async function filled(...asked: Parameters<typeof open>) {
  const page = open(...asked);
  await page.ready();
  page.fill();
  return page;
}

const received = (page: Page) => vi.waitFor(() => expect(page.heading()).toBe(en.received));
const waits = (page: Page) => vi.waitFor(() => expect(page.says()).toBe(en.waiting));
const kept = () => keptDraft();
const stored = () => [...server.stored.values()];

/** Another tab is writing there, and goes on until it is released. */
async function holdDrafts(): Promise<() => void> {
  let isHeld = true;
  const begun = new Promise<void>((resolve) => {
    void inStore(DRAFTS, true, async (store) => {
      do {
        await settled(store.count());
        resolve();
      } while (isHeld);
    });
  });
  await begun;
  return () => {
    isHeld = false;
  };
}

/** The page is gone: what it holds goes, what it has kept stays. */
function killed(page: Pick<Page, "root" | "end">) {
  page.end();
  page.root.host.remove();
}

describe("from the beginning to the end", () => {
  test("the form has the fields that the site asks for, with words for what has to be filled in", async () => {
    const page = open();
    expect(page.says()).toBe(en.loading);
    await page.ready();
    const labels = [...page.view.node.querySelectorAll("label[for]")].map(({ textContent }) => textContent);
    expect(labels).toEqual([
      en.labels.name,
      `${en.labels.email} (${en.required})`,
      `${en.labels.message} (${en.required})`,
    ]);
    expect(page.view.title).toBe(en.title);
    expect(page.control("email").type).toBe("email");
    expect(page.control("email").getAttribute("autocomplete")).toBe("email");
  });

  test("what is filled in is sent, and confirmed with the time until which it is kept", async () => {
    const page = await filled();
    page.submit();
    expect(page.says()).toBe(en.sending);
    await received(page);
    expect(stored()).toMatchObject([
      { fields: { email: "ada@example.com", message: "hello" }, locale: "en", group: null, homepage: "" },
    ]);
    expect(page.view.node.textContent).toContain("2025");
    expect(await kept()).toBeUndefined();
  });

  test("what is wrong is said at the field, counted, and gets the focus", async () => {
    const page = open();
    await page.ready();
    page.type("email", "ada");
    page.submit();
    expect(page.about("email")).toBe(en.problems.not_an_email);
    expect(page.about("message")).toBe(en.problems.required);
    expect(page.says()).toBe(en.check(2));
    expect(page.root.activeElement).toBe(page.control("email"));
    expect(page.control("email").getAttribute("aria-invalid")).toBe("true");
    expect(page.control("email").getAttribute("aria-describedby")).toBe("contact-email-about");
    expect(server.posts).toEqual([]);
  });
});

test("nothing is stored, and no key made, by looking at the form", async () => {
  const page = open();
  await page.ready();
  page.view.hide?.();
  expect(await indexedDB.databases()).toEqual([]);
  expect(localStorage.length).toBe(0);
});

test("an address is not called wrong while it is typed", async () => {
  const page = open();
  await page.ready();
  const email = page.control("email");
  email.value = "ada@";
  email.dispatchEvent(new Event("input", { bubbles: true }));
  expect(page.about("email")).toBe("");
  email.dispatchEvent(new Event("change", { bubbles: true }));
  expect(page.about("email")).toBe(en.problems.not_an_email);
  email.value = "ada@example.com";
  email.dispatchEvent(new Event("input", { bubbles: true }));
  expect(page.about("email")).toBe("");
});

test("near the limit the characters are counted, as the server counts them", async () => {
  const page = open();
  await page.ready();
  page.type("name", "x".repeat(89));
  expect(page.about("name")).toBe("");
  page.type("name", `${"x".repeat(97)}😀😀`);
  expect(page.about("name")).toBe(en.left(1));
  page.type("name", "x".repeat(103));
  expect(page.about("name")).toBe(en.tooLong(3));
});

test("a choice, a group and a consent are sent as they were made", async () => {
  const product = { name: "product", kind: "choice" as const, required: true, max_characters: 120 };
  server.form = {
    fields: [...FORM.fields, { ...product, label: "Product", options: ["Lamp", "Table"] }],
    groups: ["service", "sales"],
    consent: "I agree.",
  };
  const page = await filled({ group: "sales" });
  page.submit();
  expect(page.about("product")).toBe(en.problems.required);
  expect(page.about("consent")).toBe(en.problems.required);
  expect(page.says()).toBe(en.check(2));
  page.type("product", "Table");
  page.control("consent").click();
  page.submit();
  await received(page);
  expect(stored()).toMatchObject([{ group: "sales", consent: true, fields: { product: "Table" } }]);
});

test("the field that people do not see can not be reached, and is sent", async () => {
  const page = await filled();
  const homepage = page.control("homepage");
  expect(homepage.tabIndex).toBe(-1);
  expect(homepage.closest("[aria-hidden]")).toBeTruthy();
  homepage.value = "https://spam.test";
  server.fates.push(server.refuse(422, { code: "looks_automatic" }));
  page.submit();
  await vi.waitFor(() => expect(page.says()).toBe(en.automatic));
  expect(server.posts[0]?.homepage).toBe("https://spam.test");
  page.submit();
  await received(page);
  expect(stored()[0]?.homepage).toBe("");
});

test("text is text", async () => {
  const hostile = '<img src=x onerror="alert(1)">';
  server.form = {
    ...FORM,
    fields: [{ ...FORM.fields[0], label: hostile } as never, ...FORM.fields.slice(1)],
  };
  const page = await filled();
  page.type("message", hostile);
  page.submit();
  await received(page);
  expect(page.view.node.querySelector("img")).toBeNull();
  expect(stored()[0]?.fields.message).toBe(hostile);
});

describe("a draft", () => {
  test("is there after a reload", async () => {
    const page = await filled();
    await vi.waitFor(async () => expect((await kept())?.values.message).toBe("hello"));
    killed(page);
    const next = open();
    await next.ready();
    expect(next.control("message").value).toBe("hello");
    expect(server.posts).toEqual([]);
  });

  test("is kept at once when the page goes", async () => {
    const page = await filled();
    page.type("message", "the last word");
    dispatchEvent(new Event("pagehide"));
    expect((await kept())?.values.message).toBe("the last word");
  });

  test("stays when the form can not be reached, and comes back with it", async () => {
    const page = await filled();
    killed(page);
    server.online = false;
    const next = open();
    await vi.waitFor(() => expect(next.says()).toBe(en.unreachable));
    server.online = true;
    dispatchEvent(new Event("online"));
    await next.ready();
    expect(next.control("message").value).toBe("hello");
    expect(next.says()).toBe("");
  });

  test.each([null, {}, "", { form: FORM }])(
    "waits for a form where the answer makes no sense: %j",
    async (answer) => {
      const { fetch } = globalThis;
      vi.stubGlobal("fetch", vi.fn(fetch).mockResolvedValueOnce(new Response(JSON.stringify(answer))));
      const page = open();
      await page.ready();
      page.fill();
      page.submit();
      await received(page);
    },
  );

  test("takes what was typed in the chat, beside what is there", async () => {
    const page = open({ text: "from the chat" });
    await page.ready();
    expect(page.control("message").value).toBe("from the chat");
    expect((await kept())?.values.message).toBe("from the chat");
    page.type("message", "my own words");
    page.view.hide?.();
    page.view.take("typed later");
    page.view.show();
    await vi.waitFor(() => expect(page.control("message").value).toBe("my own words\n\ntyped later"));
  });

  test("does not get the same a second time, whatever the visitor has made of it", async () => {
    const page = await filled({ text: "from teh chat" });
    page.type("message", "from the chat");
    page.view.hide?.();
    page.view.take("from teh chat");
    page.view.show();
    await vi.waitFor(async () => expect((await kept())?.values.message).toBe("from the chat"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(page.control("message").value).toBe("from the chat");
    page.submit();
    await received(page);
    expect(page.onSent.mock.calls).toEqual([["from teh chat"]]);
  });

  test("does not get what has been delivered already", async () => {
    const page = await filled({ text: "hello" });
    page.submit();
    await received(page);
    page.view.hide?.();
    page.view.take("hello");
    page.view.show();
    await page.ready();
    expect(page.control("message").value).toBe("");
  });
});

describe("sent once", () => {
  test("by a double click", async () => {
    const page = await filled();
    page.submit();
    page.submit();
    await received(page);
    page.submit();
    expect(server.posts).toHaveLength(1);
  });

  test.each([1, 2, 5])(
    "after %i answers that were lost, with the same id and a proof of its own each",
    async (lost) => {
      for (let index = 0; index < lost; index++) server.fates.push(server.lose);
      const page = await filled();
      page.submit();
      await received(page);
      expect(server.posts).toHaveLength(lost + 1);
      expect(new Set(server.posts.map(({ request_id }) => request_id)).size).toBe(1);
      expect(stored()).toHaveLength(1);
    },
  );

  test("when it is sure to survive the page, and not before", async () => {
    const page = await filled();
    await vi.waitFor(async () => expect((await kept())?.values.message).toBe("hello"));
    const release = await holdDrafts();
    page.submit();
    await vi.waitFor(() => expect(page.says()).toBe(en.sending));
    // Time enough for what would not wait.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.posts).toEqual([]);
    server.fates.push(server.loseAndGo);
    release();
    await waits(page);
    expect(await kept()).toMatchObject({ submitted: true, values: { message: "hello" } });
  });

  test("when the page was lost in between, by the next one on its own", async () => {
    server.fates.push(server.loseAndGo);
    const page = await filled();
    page.submit();
    await waits(page);
    expect(localStorage.getItem("tresen.contact")).toBe("1");
    killed(page);
    server.online = true;
    const next = open();
    await received(next);
    expect(new Set(server.posts.map(({ request_id }) => request_id)).size).toBe(1);
    expect(stored()).toHaveLength(1);
    expect(await kept()).toBeUndefined();
    expect(localStorage.getItem("tresen.contact")).toBeNull();
  });

  test("by a page that only opens the chat, where something waits", async () => {
    server.fates.push(server.loseAndGo);
    const page = await filled();
    page.submit();
    await waits(page);
    killed(page);
    server.online = true;
    open({ shown: false });
    await vi.waitFor(async () => expect(await kept()).toBeUndefined());
    expect(stored()).toHaveLength(1);
  });

  test("by two tabs that have the same draft", async () => {
    const first = await filled();
    await vi.waitFor(async () => expect((await kept())?.values.email).toBeTruthy());
    await vi.waitFor(async () => expect((await kept())?.values.message).toBe("hello"));
    const second = open();
    await second.ready();
    first.submit();
    second.submit();
    await received(first);
    await received(second);
    expect(stored()).toHaveLength(1);
  });

  test("and what was edited after a lost answer is not taken for sent", async () => {
    server.fates.push(server.loseAndGo);
    const page = await filled();
    page.submit();
    await waits(page);
    page.button(en.edit)?.click();
    expect(page.control("message").readOnly).toBe(false);
    page.type("message", "hello again");
    server.online = true;
    page.submit();
    await received(page);
    expect(stored().map(({ fields }) => fields.message)).toEqual(["hello", "hello again"]);
  });

  test("the next request is another one, even if it says the same", async () => {
    const page = await filled();
    page.submit();
    await received(page);
    page.button(en.another)?.click();
    await page.ready();
    expect(page.control("message").value).toBe("");
    // It is worked on while the visitor writes, not when it is sent.
    expect(server.forms).toBe(2);
    page.fill();
    page.submit();
    await received(page);
    expect(stored()).toHaveLength(2);
  });
});

describe("while there is no connection", () => {
  test("it says so, and goes on by itself", async () => {
    const page = await filled();
    server.online = false;
    page.submit();
    await waits(page);
    expect((await kept())?.submitted).toBe(true);
    expect(page.control("message").readOnly).toBe(true);
    server.online = true;
    dispatchEvent(new Event("online"));
    await received(page);
  });

  test("it can be taken back, and stays a draft", async () => {
    // It is taken back in a pause: what is on its way can not be called back.
    vi.spyOn(Math, "random").mockReturnValue(1);
    const page = await filled();
    server.online = false;
    page.submit();
    await waits(page);
    page.button(en.edit)?.click();
    expect(page.root.activeElement).toBe(page.control("name"));
    await vi.waitFor(async () => expect((await kept())?.submitted).toBe(false));
    server.online = true;
    dispatchEvent(new Event("online"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.posts).toEqual([]);
  });

  test("closing the form does not stop what was sent off", async () => {
    const page = await filled();
    server.online = false;
    page.submit();
    await waits(page);
    page.view.hide?.();
    server.online = true;
    dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(page.onNews).toHaveBeenCalledExactlyOnceWith(en.received));
    expect(stored()).toHaveLength(1);
    page.view.show();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(page.heading()).toBe(en.received);
    page.view.hide?.();
    page.view.show();
    await page.ready();
    expect(page.control("message").value).toBe("");
  });
});

test("what breaks while the form is made is handed on", async () => {
  server.form = { ...FORM, fields: undefined as never };
  const page = open();
  await vi.waitFor(() => expect(onError).toHaveBeenCalledExactlyOnceWith(expect.any(TypeError)));
  expect(page.says()).toBe(en.missing);
});

test("what breaks while it is sent is handed on, and what was written can be sent again", async () => {
  const page = await filled();
  vi.spyOn(crypto.subtle, "digest").mockRejectedValueOnce(new Error("broken"));
  page.submit();
  await vi.waitFor(() => expect(page.says()).toBe(en.refused));
  expect(onError.mock.calls).toEqual([[new Error("broken")]]);
  expect([(await kept())?.submitted, page.control("message").readOnly]).toEqual([false, false]);
  page.submit();
  await received(page);
});

test("who goes back while the form comes is no error", async () => {
  const page = open();
  page.view.hide?.();
  await vi.waitFor(() => expect(server.forms).toBe(1));
  await new Promise((resolve) => setTimeout(resolve));
  expect(page.control("message")).toBeNull();
  expect(onError).not.toHaveBeenCalled();
});

test("who goes back and forth while the form comes gets it once", async () => {
  const page = open();
  page.view.hide?.();
  page.view.show();
  page.view.hide?.();
  page.view.show();
  await page.ready();
  expect(page.view.node.querySelectorAll("[name=message]")).toHaveLength(1);
});

test("what was sent off and is not right any more for a form that has changed is a draft again", async () => {
  const draft: Draft = { seed: "seed", values: { message: "hello" }, submitted: true };
  await inStore(DRAFTS, true, (store) => settled(store.put(draft, draft.seed)));
  const page = open();
  await page.ready();
  expect(page.says()).toBe(en.check(1));
  await vi.waitFor(async () => expect((await kept())?.submitted).toBe(false));
  expect(server.posts).toEqual([]);
});

describe("the server", () => {
  test.each<[string, number, object | string]>([
    ["busy", 429, { code: "busy" }],
    ["API Gateway's throttle", 429, { message: "Too Many Requests" }],
    ["a failure", 500, { code: "failed" }],
    ["an error page of the edge", 502, "<html>Bad gateway</html>"],
    ["a wrong challenge", 422, { code: "challenge_wrong" }],
    ["an old challenge", 422, { code: "challenge_expired" }],
  ])("is asked again after %s", async (_, status, problem) => {
    server.fates.push(server.refuse(status, problem as never), server.refuse(status, problem as never));
    const page = await filled();
    page.submit();
    await received(page);
    expect(server.posts).toHaveLength(3);
    expect(stored()).toHaveLength(1);
  });

  test("refuses a proof from a wrong clock, and gets one with its own time", async () => {
    server.fates.push(server.refuse(401, { code: "not_signed_in" }));
    const page = await filled();
    page.submit();
    await received(page);
    expect(server.posts).toHaveLength(2);
    expect(new Date(server.times[1] ?? 0).getUTCFullYear()).toBe(1994);
  });

  test("gets a new challenge when it asks for one, and only then", async () => {
    server.fates.push(server.refuse(422, { code: "challenge_expired" }), server.lose);
    const page = await filled();
    page.submit();
    await received(page);
    const nonces = server.posts.map(({ challenge }) => challenge.parameters.nonce);
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(nonces[1]).toBe(nonces[2]);
  });

  test("is waited for when it says that this was too soon, without a word of trouble", async () => {
    server.fates.push(server.refuse(429, { code: "too_soon", retry_after_seconds: 1 }));
    const page = await filled();
    const asked = Date.now();
    page.submit();
    await vi.waitFor(() => expect(server.posts).toHaveLength(1));
    expect(page.says()).toBe(en.sending);
    await vi.waitFor(() => expect(page.heading()).toBe(en.received), 3_000);
    expect(Date.now() - asked).toBeGreaterThan(950);
  });

  test("finds what is wrong in a field, and it is shown there", async () => {
    server.fates.push(server.refuse(422, { code: "invalid_fields", fields: { name: "unknown" } }));
    const page = await filled();
    page.submit();
    await vi.waitFor(() => expect(page.about("name")).toBe(en.problems.unknown));
    expect(page.says()).toBe(en.check(1));
    expect(page.root.activeElement).toBe(page.control("name"));
    expect((await kept())?.submitted).toBe(false);
  });

  test("refuses for good, and what was written stays", async () => {
    server.fates.push(server.refuse(403, { code: "not_allowed" }));
    const page = await filled();
    page.submit();
    await vi.waitFor(() => expect(page.says()).toBe(en.refused));
    expect(page.control("message").value).toBe("hello");
    expect(page.control("message").readOnly).toBe(false);
    expect(server.posts).toHaveLength(1);
  });

  test("has erased the visitor: another key is made, once, and it is sent", async () => {
    server.fates.push(server.refuse(410, { code: "erased" }));
    const page = await filled();
    page.submit();
    await received(page);
    expect(server.posts).toHaveLength(2);
    expect(server.keys[0]).not.toBe(server.keys[1]);
    const key = (await keptVisitorKey()) as CryptoKeyPair;
    expect((await crypto.subtle.exportKey("jwk", key.publicKey)).x).toBe(server.keys[1]);
  });

  test("has erased the visitor twice: that is for good", async () => {
    server.fates.push(server.refuse(410, { code: "erased" }), server.refuse(410, { code: "erased" }));
    const page = await filled();
    page.submit();
    await vi.waitFor(() => expect(page.says()).toBe(en.refused));
    expect(server.posts).toHaveLength(2);
  });

  test("has no form for this site", async () => {
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => new Response('{"code":"not_allowed"}', { status: 403 })),
    );
    const page = open();
    await vi.waitFor(() => expect(page.says()).toBe(en.missing));
    expect(page.button(en.send)).toBeUndefined();
  });
});

test("what the visitor had deleted is gone from the form, and is not sent any more", async () => {
  // It is deleted in a pause: what is on its way can not be called back.
  vi.spyOn(Math, "random").mockReturnValue(1);
  const page = await filled();
  server.online = false;
  page.submit();
  await waits(page);
  vi.stubGlobal("indexedDB", new IDBFactory());
  localStorage.clear();
  tellForgetting("forgotten");
  await vi.waitFor(() => expect(page.control("message").value).toBe(""));
  server.online = true;
  dispatchEvent(new Event("online"));
  dispatchEvent(new Event("pagehide"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.posts).toEqual([]);
  expect(await indexedDB.databases()).toEqual([]);
});

test("what the visitor had deleted while it was worked on is not sent, and no key is made for it", async () => {
  const page = open();
  await page.ready();
  const importKey = crypto.subtle.importKey.bind(crypto.subtle) as (
    ...given: unknown[]
  ) => Promise<CryptoKey>;
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  vi.spyOn(crypto.subtle, "importKey").mockImplementation(async (...given: unknown[]) => {
    await gate;
    return importKey(...given);
  });
  page.fill();
  page.submit();
  await vi.waitFor(async () => expect((await kept())?.submitted).toBe(true));
  page.view.forget();
  goOn();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([server.posts, await keptVisitorKey()]).toEqual([[], undefined]);
});

test("of what was on its way when the visitor had it deleted nothing is said", async () => {
  let arrive = () => {};
  server.fates.push(
    ({ request_id }) =>
      new Promise((resolve) => {
        arrive = () => resolve(new Response(JSON.stringify({ request_id, ...RECEIVED })));
      }),
  );
  const page = await filled();
  page.submit();
  await vi.waitFor(() => expect(server.posts).toHaveLength(1));
  page.view.forget();
  arrive();
  await page.ready();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([page.heading(), page.onReceived.mock.calls, contacts()]).toEqual([undefined, [], []]);
});

test("without https it says why there is no form", () => {
  vi.stubGlobal("crypto", {});
  const page = open();
  expect(page.says()).toBe(en.insecure);
  expect(fetch).not.toHaveBeenCalled();
});

describe("the analysis learns", () => {
  test("that it was sent, once, when it is confirmed", async () => {
    server.fates.push(server.lose);
    const page = await filled();
    page.submit();
    expect(noted()).toEqual([]);
    await received(page);
    await vi.waitFor(() => expect(noted()).toEqual([{ type: "contact_form_sent" }]));
  });

  test("that it was sent once if two tabs have the same draft", async () => {
    const page = await filled();
    await vi.waitFor(async () => expect(await kept()).toBeDefined());
    const other = open();
    await other.ready();
    page.submit();
    other.submit();
    await Promise.all([received(page), received(other)]);
    expect(stored()).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(noted()).toEqual([{ type: "contact_form_sent" }]);
  });

  test("that it was sent where the browser keeps nothing", async () => {
    vi.stubGlobal("indexedDB", undefined);
    const page = await filled();
    page.submit();
    await received(page);
    await vi.waitFor(() => expect(noted()).toEqual([{ type: "contact_form_sent" }]));
  });

  test("once that it waits for a connection, however often that is tried", async () => {
    const page = await filled();
    server.online = false;
    page.submit();
    await waits(page);
    for (let tries = 0; tries < 3; tries++) {
      dispatchEvent(new Event("online"));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    // None of its tries is left to the server of the next test.
    server.online = true;
    dispatchEvent(new Event("online"));
    await received(page);
    expect(errors()).toEqual(["away"]);
  });

  test.each([{ code: "not_allowed" }, { code: "looks_automatic" }])(
    "that it was refused: %j",
    async (problem) => {
      server.fates.push(server.refuse(403, problem as never));
      const page = await filled();
      page.submit();
      await vi.waitFor(() => expect(errors()).toEqual(["not_sent"]));
      expect(noted()).toEqual([]);
    },
  );

  test("nothing of what is wrong in a field: that is no error of ours", async () => {
    const page = await filled();
    page.type("email", "ada");
    page.submit();
    await vi.waitFor(() => expect(page.says()).toBe(en.check(1)));
    expect(errors()).toEqual([]);
  });

  test("nothing of what goes wrong where nobody sees it", async () => {
    const page = await filled();
    server.online = false;
    page.submit();
    page.view.node.remove();
    await waits(page);
    expect(errors()).toEqual([]);
  });

  test("that there is no form", async () => {
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => new Response('{"code":"not_allowed"}', { status: 403 })),
    );
    const page = open();
    await vi.waitFor(() => expect(page.says()).toBe(en.missing));
    expect(errors()).toEqual(["missing"]);
  });
});

describe("what the page knows", () => {
  test("is filled in where the visitor has written nothing, before and after the form is there", async () => {
    const page = open();
    page.view.prefill({ email: "ada@example.com", message: "from the page" });
    await page.ready();
    expect([page.control("email").value, page.control("message").value]).toEqual([
      "ada@example.com",
      "from the page",
    ]);
    page.type("message", "from the visitor");
    page.view.prefill({ name: "Ada", message: "from the page", homepage: "x", unknown: "y" });
    expect([page.control("name").value, page.control("message").value]).toEqual(["Ada", "from the visitor"]);
    expect(page.control("homepage").value).toBe("");
  });

  test("never agrees to anything", async () => {
    server.form = { ...FORM, consent: "I agree." };
    const page = open();
    page.view.prefill({ consent: "on" });
    await page.ready();
    page.view.prefill({ consent: "on" });
    expect(page.control("consent").checked).toBe(false);
  });

  test("is nobody's draft, and not stored", async () => {
    const page = open();
    page.view.prefill({ email: "ada@example.com" });
    await page.ready();
    page.view.hide?.();
    expect(await indexedDB.databases()).toEqual([]);
  });

  test("fills the next request too, without the message that has been sent", async () => {
    const page = open();
    page.view.prefill({ email: "ada@example.com", message: "from the page" });
    await page.ready();
    page.submit();
    await received(page);
    page.button(en.another)?.click();
    await page.ready();
    expect([page.control("email").value, page.control("message").value]).toEqual(["ada@example.com", ""]);
  });

  test("changes nothing of what was sent off: it is stored once", async () => {
    server.fates.push(server.loseAndGo);
    const page = await filled();
    page.submit();
    await waits(page);
    page.view.prefill({ name: "Ada" });
    killed(page);
    server.online = true;
    const next = open({ shown: false });
    next.view.prefill({ name: "Ada" });
    next.view.show();
    await received(next);
    expect(stored().map(({ fields }) => fields)).toEqual([{ email: "ada@example.com", message: "hello" }]);
  });

  test("is no department for what was sent off without one: it is stored once", async () => {
    server.form = { ...FORM, groups: ["service", "sales"] };
    server.fates.push(server.loseAndGo);
    const page = await filled();
    page.type("group", "");
    page.submit();
    await waits(page);
    killed(page);
    server.online = true;
    await received(open({ group: "sales" }));
    expect(stored().map(({ group }) => group)).toEqual([null]);
  });

  test("goes with all else when the visitor has had everything deleted", async () => {
    const page = open();
    page.view.prefill({ email: "ada@example.com" });
    await page.ready();
    page.view.forget();
    await page.ready();
    expect(page.control("email").value).toBe("");
  });
});

test.each([
  ["sales", "sales"],
  ["nobody", "service"],
  ["", "service"],
])("the department is the page's (%j), or else the first", async (group, expected) => {
  server.form = { ...FORM, groups: ["service", "sales"] };
  const page = open({ group });
  await page.ready();
  expect(page.control("group").value).toBe(expected);
});

test("the site says it in its own words", async () => {
  const page = open({ words: { send: "Off it goes", problems: { required: "Missing" } } });
  await page.ready();
  page.submit();
  expect(page.button("Off it goes")).toBeTruthy();
  expect([page.about("email"), page.says()]).toEqual(["Missing", en.check(2)]);
});

test("on the chat's own pages it is the named site's form, with a draft and a key of its own", async () => {
  const page = await filled({ site: "shop" });
  page.submit();
  await received(page);
  const [[url]] = vi.mocked(fetch).mock.calls as [[string]];
  expect(url).toBe("https://chat.test/api/contact/form?locale=en&site=shop");
  expect(server.sites).toEqual(["shop"]);
  expect([await keptVisitorKey("shop"), await keptVisitorKey()]).toEqual([expect.anything(), undefined]);
  await filled({ site: "shop" });
  await vi.waitFor(async () => expect((await keptDraft("shop"))?.values.message).toBe("hello"));
  expect(await kept()).toBeUndefined();
});

test("that it has arrived is told by its id, and its time is kept", async () => {
  const page = await filled();
  page.submit();
  await received(page);
  expect(page.onReceived.mock.calls).toEqual([[stored()[0]?.request_id]]);
  expect(contacts()).toMatchObject([{ kind: "form", first: expect.any(Number) }]);
});

describe("at the end of the widget", () => {
  test("what was typed is kept, and no listener is left", async () => {
    const listeners = countListeners();
    const page = await filled();
    expect(listeners.count()).toBeGreaterThan(1);
    page.type("message", "the last word");
    page.end();
    expect(listeners.count()).toBe(0);
    await vi.waitFor(async () => expect((await kept())?.values.message).toBe("the last word"));
  });

  test("what waits to be sent is tried no more, and goes with the next page", async () => {
    const page = await filled();
    server.online = false;
    page.submit();
    await waits(page);
    const listeners = countListeners();
    page.end();
    // What is on its way can not be called back.
    await new Promise((resolve) => setTimeout(resolve, 20));
    server.online = true;
    dispatchEvent(new Event("online"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([server.posts.length, listeners.count()]).toEqual([0, 0]);
    await received(open());
  });

  test("nothing of what was sent off before is begun any more", async () => {
    const draft: Draft = {
      seed: "seed",
      values: { email: "ada@example.com", message: "hello" },
      submitted: true,
    };
    await inStore(DRAFTS, true, (store) => settled(store.put(draft, draft.seed)));
    open({ shown: false }).end();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(fetch).not.toHaveBeenCalled();
  });
});
