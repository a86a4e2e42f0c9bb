import { transform } from "esbuild";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSources, type Sources } from "../../../src/console/faults/createSources.js";

const FILE = "/assets/panel-de-0aB3cD5e.js";
const SOURCE = [
  "export function price(items: readonly { cost: number }[]) {",
  "  // What is free costs nothing.",
  "  const costs = items.map(({ cost }) => cost);",
  "  if (!costs.length) throw new Error('nothing to pay for');",
  "",
  "  const sum = costs.reduce((before, cost) => before + cost);",
  "  return sum;",
  "}",
].join("\n");
let sources: Sources;
let asked: string[];
let answer: (path: string) => Promise<Response>;

beforeEach(() => {
  asked = [];
  sources = createSources();
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    return answer(path);
  });
});

afterEach(() => vi.unstubAllGlobals());

/** A part as the build makes it, its map, and where `throw` is in it, counted from 1. */
async function built(sourcesContent = true) {
  const { code, map } = await transform(SOURCE, {
    loader: "ts",
    minify: true,
    sourcemap: "external",
    sourcefile: "widget_assets/src/widget/price.ts",
    sourcesContent,
  });
  answer = async () => new Response(map);
  return { file: FILE, line: 1, column: code.indexOf("throw") + 1 };
}

test("a place in a minified part is found in the source, with the lines around it as far left as they go", async () => {
  const frame = await built();
  expect(await sources.locate(frame)).toEqual({
    file: "widget_assets/src/widget/price.ts",
    line: 4,
    column: 22,
    lines: SOURCE.split("\n")
      .slice(1, 6)
      .map((text, index) => ({ number: index + 2, text: text.slice(2) })),
  });
  expect(asked).toEqual([`${FILE}.map`]);
});

test("what stands before a place is another one", async () => {
  const frame = await built();
  expect(await sources.locate({ ...frame, column: frame.column - 1 })).not.toMatchObject({ column: 22 });
});

test("before the first line there is nothing", async () => {
  const found = await sources.locate({ ...(await built()), column: 1 });
  expect(found?.lines.map(({ number }) => number)).toEqual([1, 2, 3]);
});

test("a map without sources tells the place alone", async () => {
  expect(await sources.locate(await built(false))).toMatchObject({ line: 4, lines: [] });
});

test("each map is read once, also when it is asked for twice at the same time", async () => {
  const frame = await built();
  await Promise.all([sources.locate(frame), sources.locate(frame)]);
  await sources.locate({ ...frame, column: 1 });
  expect(asked).toHaveLength(1);
});

test("a part whose map is gone stays as it is, and is not asked for again", async () => {
  answer = async () => new Response("<Error/>", { status: 403 });
  const frame = { file: FILE, line: 1, column: 5 };
  expect(await sources.locate(frame)).toBeNull();
  expect(await sources.locate(frame)).toBeNull();
  expect(asked).toHaveLength(1);
});

test.each([
  ["no network", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["no map", () => Promise.resolve(new Response("not JSON"))],
])("%s: nothing breaks, and the next time it is tried again", async (_, failing) => {
  const frame = await built();
  const working = answer;
  answer = failing;
  expect(await sources.locate(frame)).toBeNull();
  answer = working;
  expect(await sources.locate(frame)).toMatchObject({ line: 4 });
});

test("a place of which the map knows nothing is none", async () => {
  const frame = await built();
  expect(await sources.locate({ ...frame, line: 99 })).toBeNull();
});

test.each([
  "/assets/../api/errors/search-0123456789ab.js",
  "//elsewhere.example/assets/panel-0123456789ab.js",
  "https://elsewhere.example/assets/panel-0123456789ab.js",
  "/assets/panel-0123456789ab.js?x=",
  "/assets/panel-0123456789ab.js\n",
  "/assets/panel-0123456789abcd.js",
  "/assets/PANEL-0123456789ab.js",
  "/loader.js",
  "lambdas.chat.handler",
])("anybody can write a report: %j is no part of ours, and nothing is read for it", async (file) => {
  expect(sources.isOurs({ file })).toBe(false);
  expect(await sources.locate({ file, line: 1, column: 1 })).toBeNull();
  expect(asked).toEqual([]);
});

test.each([-1, 0.5, 1e300])("a place that can not be is none: line %d", async (line) => {
  expect(await sources.locate({ ...(await built()), line })).toBeNull();
});

test("what only looks like a map tells nothing", async () => {
  answer = async () => Response.json({ version: 3, sources: ["a"], names: [], mappings: 7 });
  expect(await sources.locate({ file: FILE, line: 1, column: 1 })).toBeNull();
});

test("without line or column there is nothing to look for", async () => {
  expect(await sources.locate({ file: FILE, line: 1 })).toBeNull();
  expect(await sources.locate({ file: FILE, column: 1 })).toBeNull();
  expect(asked).toEqual([]);
});

test("of many files the latest are kept, so that reports can not fill the memory", async () => {
  answer = async () => new Response(null, { status: 403 });
  const locate = (number: number) =>
    sources.locate({ file: `/assets/panel-${`${number}`.padStart(12, "0")}.js`, line: 1, column: 1 });
  for (let number = 0; number <= 40; number++) await locate(number);
  await locate(40);
  expect(asked).toHaveLength(41);
  await locate(0);
  expect(asked).toHaveLength(42);
});
