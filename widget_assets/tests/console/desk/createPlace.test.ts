import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Choice, createPlace, type Opened, type Place } from "../../../src/console/desk/createPlace.js";
import { followHistory } from "../../../src/console/desk/followHistory.js";

let places: Place[];
let gone: Set<string>;

function choice(chosen: string | null = null): Choice {
  const selected = signal(chosen === null ? null : { id: chosen });
  return {
    selected,
    select(id) {
      selected.value = id === null ? null : { id };
    },
  };
}

function begin(conversations = choice(), contact: Choice | undefined = choice(), errors?: Choice): Place {
  const isThere = (opened: Opened) => opened !== null && !gone.has(Object.values(opened)[0] ?? "");
  const place = createPlace({ choices: { conversations, contact, errors }, isThere });
  places.push(place);
  return place;
}

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, "", "/console/");
  places = [];
  gone = new Set();
});

afterEach(() => {
  for (const place of places) place.end();
});

test("on the other page nothing of this one is looked at, and it is open again on return", () => {
  const [conversations, contact] = [choice(), choice()];
  const place = begin(conversations, contact);
  conversations.select("shop.a");
  place.goTo("contact");
  expect([conversations.selected.value, place.opened.value]).toEqual([null, null]);
  contact.select("shop.v.r");
  place.goTo("conversations");
  expect(contact.selected.value).toBeNull();
  expect(place.opened.value).toEqual({ conversation: "shop.a" });
  place.goTo("contact");
  expect(place.opened.value).toEqual({ contact: "shop.v.r" });
});

test("what is gone meanwhile is not opened again", () => {
  const conversations = choice("shop.a");
  const place = begin(conversations);
  place.goTo("contact");
  gone.add("shop.a");
  place.goTo("conversations");
  expect(conversations.selected.value).toBeNull();
});

test("the link of an e-mail leads to the requests, and is no part of the address then", () => {
  history.replaceState(null, "", "/console/?x=1#contact");
  expect(begin().page.value).toBe("contact");
  expect(location.href).toMatch(/\/console\/\?x=1$/);
});

test("the link works in a page that is open", () => {
  const place = begin();
  history.replaceState(null, "", "/console/#contact");
  dispatchEvent(new Event("hashchange"));
  expect(place.page.value).toBe("contact");
  expect(location.hash).toBe("");
});

test("a reload and a sign-in lead back to the page", () => {
  begin().goTo("contact");
  expect(begin().page.value).toBe("contact");
  begin().goTo("conversations");
  expect(begin().page.value).toBe("conversations");
  expect(sessionStorage).toHaveLength(0);
});

test("without a contact form there is one page, whatever the address says", () => {
  history.replaceState(null, "", "/console/#contact");
  sessionStorage.setItem("tresen.page", "contact");
  const place = createPlace({ choices: { conversations: choice() }, isThere: () => true });
  places.push(place);
  place.goTo("contact");
  expect(place.page.value).toBe("conversations");
});

test("back and forward open what was open, on its page", () => {
  const [conversations, contact] = [choice(), choice()];
  const place = begin(conversations, contact);
  const stop = followHistory(place);
  const before = history.length;
  conversations.select("shop.a");
  place.goTo("contact");
  contact.select("shop.v.r");
  place.goTo("conversations");
  expect(history.state).toEqual({ conversation: "shop.a" });
  expect(history.length).toBeLessThanOrEqual(before + 2);
  dispatchEvent(new PopStateEvent("popstate", { state: { contact: "shop.v.r" } }));
  expect([place.page.value, place.opened.value]).toEqual(["contact", { contact: "shop.v.r" }]);
  dispatchEvent(new PopStateEvent("popstate", { state: null }));
  expect([place.page.value, place.opened.value]).toEqual(["contact", null]);
  stop();
});

const FAULT = "0123456789abcdef";

test("a link leads to one error, and to the page where there is none in it", () => {
  history.replaceState(null, "", `/console/#errors/${FAULT}`);
  const [conversations, errors] = [choice("shop.a"), choice("fedcba9876543210")];
  const place = begin(conversations, choice(), errors);
  expect([place.page.value, place.opened.value]).toEqual(["errors", { fault: FAULT }]);
  expect([location.hash, conversations.selected.value]).toEqual(["", null]);
  place.goTo("conversations");
  history.replaceState(null, "", "/console/#errors");
  dispatchEvent(new Event("hashchange"));
  expect(place.opened.value).toEqual({ fault: FAULT });
});

test("a link to one error works in a page that is open", () => {
  const errors = choice();
  const place = begin(choice(), choice(), errors);
  history.replaceState(null, "", `/console/#errors/${FAULT}`);
  dispatchEvent(new Event("hashchange"));
  expect([place.page.value, errors.selected.value]).toEqual(["errors", { id: FAULT }]);
});

test.each(["#errors/1", "#errors/../contact", "#contact/0123456789abcdef", "#conversations", "#Errors"])(
  "%s is no link of ours, and stays in the address",
  (hash) => {
    history.replaceState(null, "", `/console/${hash}`);
    expect(begin(choice(), choice(), choice()).page.value).toBe("conversations");
    expect(location.hash).toBe(hash);
  },
);

test("who has no page of errors is not led there", () => {
  history.replaceState(null, "", "/console/#errors");
  const place = begin();
  expect([place.page.value, place.pages]).toEqual(["conversations", ["conversations", "contact"]]);
});

test("a reload on the page of errors leaves what is open there to it", () => {
  begin(choice(), choice(), choice()).goTo("errors");
  const place = begin(choice("shop.a"), choice(), choice(FAULT));
  expect([place.page.value, place.opened.value]).toEqual(["errors", { fault: FAULT }]);
});

test("the page of errors may be the only one", () => {
  const errors = choice();
  const place = createPlace({ choices: { errors }, isThere: () => true });
  places.push(place);
  expect([place.page.value, place.pages]).toEqual(["errors", ["errors"]]);
  place.open({ conversation: "shop.a" });
  place.goTo("conversations");
  expect([place.page.value, place.opened.value]).toEqual(["errors", null]);
  place.open({ fault: FAULT });
  expect(errors.selected.value).toEqual({ id: FAULT });
});
