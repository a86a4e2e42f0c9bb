import { eachMapping, originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { expect, test } from "vitest";
import { editedMap, placedMap } from "../sourceMaps.mjs";

/** A map of a text that says of each place that it is its own source. */
function ownMap(text) {
  const lines = text.split("\n");
  const mappings = lines.map((line, at) => [...line].map((_, column) => [column, 0, at, column]));
  return { version: 3, sources: ["own.ts"], names: [], mappings };
}

const TEXT = 'import"a";one;import"b";two\nthree;import"c";four';
const CUTS = [...TEXT.matchAll(/import"\w";/g)].map(({ index, 0: { length } }) => [index, index + length]);

test("what was moved is found where it was, in every line", () => {
  const prefix = "let a,b;";
  const edited = prefix + TEXT.replaceAll(/import"\w";/g, "");
  const map = new TraceMap(editedMap(ownMap(TEXT), TEXT, CUTS, prefix));
  for (const word of ["one", "two", "three", "four"]) {
    const place = (text) => {
      const before = text.slice(0, text.indexOf(word)).split("\n");
      return { line: before.length, column: before.at(-1).length };
    };
    expect(originalPositionFor(map, place(edited)), word).toMatchObject(place(TEXT));
  }
});

test("what was cut out, and what was put before, lead nowhere", () => {
  const map = new TraceMap(editedMap(ownMap(TEXT), TEXT, CUTS, "let a;"));
  const columns = [];
  eachMapping(map, ({ originalLine, originalColumn }) => columns.push(`${originalLine}:${originalColumn}`));
  expect(columns).not.toContain("1:0");
  expect(columns).toHaveLength(TEXT.replace("\n", "").length - 30);
  expect(originalPositionFor(map, { line: 1, column: 0 }).source).toBeNull();
});

test("sources are named as they lie in the repository, whoever builds it wherever", () => {
  const sources = [
    "../src/chat/now.ts",
    "../../node_modules/preact/src/util.js",
    "inline-css:/home/a/tresen/widget_assets/src/form/form.css",
    "<define:CORE>",
    "core:core",
  ];
  expect(placedMap({ sources }, "/home/a/tresen", "/home/a/tresen/widget_assets/dist").sources).toEqual([
    "widget_assets/src/chat/now.ts",
    "node_modules/preact/src/util.js",
    "widget_assets/src/form/form.css",
    "<define:CORE>",
    "core:core",
  ]);
});
