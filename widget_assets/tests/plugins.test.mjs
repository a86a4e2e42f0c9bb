import { describe, expect, test } from "vitest";
import { bindable, namesOf } from "../plugins.mjs";

/** Runs a part that the build has made, bound to a core. */
async function run(part, core) {
  const text = Buffer.from(bindable(Buffer.from(part))).toString();
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
  module.bind(core);
  return module.use();
}

describe("a part that is bound to what it shares with others", () => {
  test.each([
    ["by its own name", 'import{element}from"core";export function use(){return element}'],
    ["by another", 'import{element as e}from"core";export function use(){return e}'],
    ["that is short", 'import{element as _}from"core";export function use(){return _}'],
    ["with a sign", 'import{element as $}from"core";export function use(){return[...[$]][0]}'],
    [
      "among others",
      'import{KEYS as a,element as $e,settled as _}from"core";export function use(){return $e}',
    ],
    [
      "from two imports",
      'import{KEYS as a}from"core";import{element as b}from"core";export function use(){return a&&b}',
    ],
  ])("uses it %s", async (_, part) => {
    expect(await run(part, { element: "the element", KEYS: "keys" })).toBe("the element");
  });

  test("takes nothing that it has no use for", () => {
    const text = Buffer.from(
      bindable(Buffer.from('import{KEYS as a,element as $}from"core";export const use=()=>$')),
    ).toString();
    expect(text).not.toContain("KEYS");
    expect(text).toContain("element:$");
  });

  test("is refused if an import is left", () => {
    expect(() => bindable(Buffer.from('import*as e from"core";export const use=()=>e'))).toThrow(
      "not understood",
    );
  });
});

test("what a module of the build exports is known", () => {
  expect(namesOf(Buffer.from("var a=1,$=2;export{a as KEYS,$ as element,inStore};\n"))).toEqual([
    "KEYS",
    "element",
    "inStore",
  ]);
});
