import { expect, test, vi } from "vitest";
import { createList } from "../../src/widget/createList.js";
import { itemOptions, said, unsent } from "./samples.js";

function make() {
  const node = document.createElement("ol");
  return { node, render: createList(node, itemOptions) };
}

const keys = (node: Element) =>
  [...node.querySelectorAll(".text")].map((text) => text.textContent?.split(" ").at(-1));

test("the list follows its items, and what stays is the same element in the same place", async () => {
  const { node, render } = make();
  document.body.append(node);
  render([said("b"), said("c")]);
  const kept = [...node.children];
  const moved: Node[] = [];
  const observer = new MutationObserver((records) =>
    moved.push(...records.flatMap(({ addedNodes }) => [...addedNodes])),
  );
  observer.observe(node, { childList: true });
  render([said("a"), said("b"), said("c"), unsent("d")]);
  moved.push(...observer.takeRecords().flatMap(({ addedNodes }) => [...addedNodes]));
  expect(keys(node)).toEqual(["a", "b", "c", "d"]);
  expect(moved).toHaveLength(2);
  expect(moved).not.toContain(kept[0]);
  expect(moved).not.toContain(kept[1]);
});

test("what came between goes between", () => {
  const { node, render } = make();
  render([said("a"), unsent("c")]);
  render([said("a"), said("b"), said("c")]);
  expect(keys(node)).toEqual(["a", "b", "c"]);
});

test("by how much the items that stay have moved is told", () => {
  vi.spyOn(HTMLElement.prototype, "offsetTop", "get").mockImplementation(function (this: HTMLElement) {
    return 100 * [...(this.parentNode?.children ?? [])].indexOf(this);
  });
  const { render } = make();
  expect(render([said("c"), said("d")])).toBe(0);
  expect(render([said("a"), said("b"), said("c")])).toBe(200);
  expect(render([said("b"), said("c"), said("d")])).toBe(-100);
  expect(render([said("z")])).toBe(0);
  vi.restoreAllMocks();
});

test("what is gone from the log is gone from the list", () => {
  const { node, render } = make();
  render([said("a"), said("b")]);
  render([said("b")]);
  expect(keys(node)).toEqual(["b"]);
  render([]);
  expect(node.children).toHaveLength(0);
});
