import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyView } from "../../src/chat/applyEvent.js";
import { panel as texts } from "../../src/texts/en.js";
import { createLog, type LogState } from "../../src/widget/createLog.js";
import { message } from "../chat/samples.js";

const state: LogState = {
  view: emptyView,
  unsent: [],
  typing: false,
  ready: true,
  offline: false,
  unanswered: false,
  form: false,
};
const said = { ...state, view: { ...emptyView, entries: [message(1)] } };

beforeEach(() => {
  document.body.append(document.createElement("div"));
});

afterEach(() => {
  document.body.replaceChildren();
});

function make() {
  const root = (document.body.firstElementChild as HTMLElement).attachShadow({ mode: "open" });
  const ended = new AbortController();
  const onForm = vi.fn();
  const others = { onEarlier: async () => {}, onSendAgain: () => {} };
  const log = createLog({ texts, signal: ended.signal, onForm, ...others });
  root.append(log.node);
  const find = <T extends HTMLElement>(selector: string) => log.node.querySelector(selector) as T;
  return { log, ended, onForm, welcome: find(".welcome"), form: find<HTMLButtonElement>("button") };
}

test("a welcome is shown once it is known that nothing was said", () => {
  const { log, welcome } = make();
  log.render({ ...state, ready: false });
  expect(welcome.hidden).toBe(true);
  log.render(state);
  expect(welcome.hidden).toBe(false);
  log.render(said);
  expect(welcome.hidden).toBe(true);
  log.render({ ...state, unsent: [{ client_message_id: "mine", text: "mine", cursor: null }] });
  expect(welcome.hidden).toBe(true);
});

test("what will be announced is there from the beginning", () => {
  const { log } = make();
  expect(log.node.querySelector("[role=log]")?.getAttribute("aria-label")).toBe(texts.messages);
});

test("who comes while nobody is there is invited to write all the same", () => {
  const { log, welcome } = make();
  log.render(state);
  expect(welcome.textContent).toContain(texts.welcomeMore);
  log.render({ ...state, offline: true });
  expect(welcome.textContent).toContain(texts.welcomeOffline);
});

test("the way to the form is there when it leads on", () => {
  const { log, form, onForm } = make();
  log.render(state);
  expect(form.hidden).toBe(true);
  log.render({ ...state, form: true });
  expect(form.hidden).toBe(false);
  form.click();
  expect(onForm).toHaveBeenCalledOnce();
});

test("what shows messages is made once, around the welcome, and shows what there is by then", () => {
  const { log, welcome } = make();
  const messages = { render: vi.fn(), toEnd: vi.fn() };
  const create = vi.fn(() => messages);
  log.render(said);
  log.toEnd();
  log.fill(create);
  log.fill(create);
  expect(create).toHaveBeenCalledOnce();
  expect(create).toHaveBeenCalledWith(expect.objectContaining({ welcome, scroller: welcome.parentElement }));
  expect(messages.render).toHaveBeenCalledWith(said);
  log.render(state);
  log.toEnd();
  expect(messages.render).toHaveBeenLastCalledWith(state);
  expect(messages.toEnd).toHaveBeenCalledOnce();
});

test("what arrives after the end shows nothing any more", () => {
  const { log, ended } = make();
  const create = vi.fn();
  ended.abort();
  log.fill(create);
  expect(create).not.toHaveBeenCalled();
});
