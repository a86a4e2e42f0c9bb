import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTurn } from "../../src/chat/createTurn.js";
import { installTabs, uninstallTabs } from "./fakeTabs.js";

beforeEach(installTabs);

afterEach(() => {
  uninstallTabs();
  vi.unstubAllGlobals();
});

function turn(name = "one") {
  const [onTurn, onRobbed] = [vi.fn(), vi.fn()];
  const ended = new AbortController();
  const steal = createTurn(name, ended.signal, onTurn, onRobbed);
  return { onTurn, onRobbed, steal, end: () => ended.abort() };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

test("one has the turn, then the next", async () => {
  const [first, second] = [turn(), turn()];
  await settle();
  expect([first.onTurn, second.onTurn].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
  first.end();
  await settle();
  expect(second.onTurn).toHaveBeenCalledOnce();
  expect(first.onRobbed).not.toHaveBeenCalled();
});

test("who was robbed waits, and has it again after the thief", async () => {
  const [first, second] = [turn(), turn()];
  await settle();
  second.steal();
  await settle();
  expect(first.onRobbed).toHaveBeenCalledOnce();
  expect(second.onTurn).toHaveBeenCalledOnce();
  second.end();
  await settle();
  expect(first.onTurn).toHaveBeenCalledTimes(2);
});

test("who ends while stealing keeps nothing from the others", async () => {
  const [first, second] = [turn(), turn()];
  await settle();
  second.steal();
  second.end();
  await settle();
  expect(second.onTurn).not.toHaveBeenCalled();
  expect(first.onTurn).toHaveBeenCalledTimes(2);
});
