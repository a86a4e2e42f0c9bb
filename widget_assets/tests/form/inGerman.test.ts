import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFormView } from "../../src/form/createFormView.js";
import { form as de } from "../../src/texts/de.js";
import { FakeServer } from "./FakeServer.js";

// Here nobody waits to be believed.
vi.mock("../../src/form/soonest.js", () => ({ SOONEST_MS: 0 }));
vi.mock("../../src/texts/language.js", () => import("../../src/texts/de.js"));

const ended = new AbortController();
let server: FakeServer;

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  server = new FakeServer();
});

afterEach(() => {
  ended.abort();
  vi.unstubAllGlobals();
});

test("the form asks, blames and thanks in the panel's language", async () => {
  const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
  const view = createFormView({
    origin: "https://chat.test",
    locale: "de",
    root,
    held: {},
    signal: ended.signal,
    availability: { file: undefined },
    onError: vi.fn(),
  });
  root.append(view.node);
  view.show();
  const find = <T extends HTMLElement>(selector: string) => view.node.querySelector(selector) as T;
  const status = () => find("[role=status]").textContent;
  expect([view.title, status()]).toEqual([de.title, de.loading]);
  await vi.waitFor(() => expect(find("textarea")).toBeTruthy());
  const labels = [...view.node.querySelectorAll("label")].map(({ textContent }) => textContent);
  expect(labels).toEqual([
    de.labels.name,
    `${de.labels.email} (${de.required})`,
    `${de.labels.message} (${de.required})`,
  ]);
  const submit = () => view.node.dispatchEvent(new Event("submit", { cancelable: true }));
  submit();
  expect([status(), find("#contact-email-about").textContent]).toEqual([de.check(2), de.problems.required]);
  find<HTMLInputElement>("[name=email]").value = "ada@example.com";
  find<HTMLTextAreaElement>("textarea").value = "Guten Tag";
  submit();
  await vi.waitFor(() => expect(find("h3")?.textContent).toBe(de.received));
  expect(find("p").textContent).toContain("2025");
  expect([...server.stored.values()]).toMatchObject([{ locale: "de" }]);
});
