import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followViewport } from "../../src/widget/followViewport.js";

const NOTHING = ["", ""];

let seen: EventTarget & { scale: number; offsetTop: number; height: number };
let ended: AbortController;
let node: HTMLElement;

beforeEach(() => {
  seen = Object.assign(new EventTarget(), { scale: 1, offsetTop: 0, height: 800 });
  ended = new AbortController();
  node = document.createElement("div");
  vi.stubGlobal("visualViewport", seen);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const told = () => ["--top", "--height"].map((name) => node.style.getPropertyValue(name));

test("a keyboard on the screen leaves the panel what can be seen of the window", () => {
  followViewport(node, ended.signal);
  expect(told()).toEqual(NOTHING);
  seen.height = 420;
  seen.dispatchEvent(new Event("resize"));
  expect(told()).toEqual(["0px", "420px"]);
  seen.offsetTop = 60;
  seen.dispatchEvent(new Event("scroll"));
  expect(told()).toEqual(["60px", "420px"]);
});

test("who magnifies the page moves about in a panel that stays", () => {
  followViewport(node, ended.signal);
  Object.assign(seen, { scale: 2, height: 400 }).dispatchEvent(new Event("resize"));
  expect(told()).toEqual(NOTHING);
});

test("after the end it is not followed", () => {
  followViewport(node, ended.signal);
  ended.abort();
  seen.dispatchEvent(new Event("resize"));
  expect(told()).toEqual(NOTHING);
});

test("a browser without it is let be", () => {
  vi.stubGlobal("visualViewport", null);
  followViewport(node, ended.signal);
  expect(told()).toEqual(NOTHING);
});
