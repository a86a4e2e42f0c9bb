import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bindable, exposed, namesOf, sharing, takeOut } from "../plugins.mjs";

const NO_MAP = { version: 3, sources: [], names: [], mappings: "" };

const bound = (part) =>
  Buffer.from(bindable({ contents: Buffer.from(part), map: NO_MAP }).contents).toString();

/** Runs a part that the build has made, bound to a core. */
async function run(part, core) {
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(bound(part))}`);
  module.bind(core);
  return module.use();
}

describe("a part that is bound to what it shares with others", () => {
  test.each([
    ["by its own name", 'import{element}from"core/A";export function use(){return element}'],
    ["by another", 'import{element as e}from"core/A";export function use(){return e}'],
    ["that is short", 'import{element as _}from"core/A";export function use(){return _}'],
    ["with a sign", 'import{element as $}from"core/A";export function use(){return[...[$]][0]}'],
    [
      "with a sign in a text",
      `import{element as $}from"core/A";export function use(){return[\`\${$}\`,$][1]}`,
    ],
    [
      "among others",
      'import{KEYS as a}from"core/KEYS";import{element as b}from"core/A";export function use(){return a&&b}',
    ],
  ])("uses it %s", async (_, part) => {
    expect(await run(part, { element: "the element", KEYS: "keys" })).toBe("the element");
  });

  test("may be a class of that", async () => {
    const part = `import{Refused as $}from"core/A";export const use=()=>new class e extends \${}`;
    class Refused {}
    expect(await run(part, { Refused })).toBeInstanceOf(Refused);
  });

  test.each(["*as e", "{element as e,KEYS}"])("is refused if an import is left: %s", (clause) => {
    expect(() => bound(`import${clause} from"core/A";export const use=()=>e`)).toThrow("not understood");
  });
});

test("what a module of the build exports is known", () => {
  expect(namesOf(Buffer.from("var a=1,$=2;export{a as KEYS,$ as element,inStore};\n"))).toEqual([
    "KEYS",
    "element",
    "inStore",
  ]);
});

describe("what is shared", () => {
  let folder;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "shared-"));
    const many = Array.from({ length: 120 }, (_, at) => `export const name${at} = () => ${at};`);
    await writeFile(join(folder, "many.ts"), many.join("\n"));
  });

  afterAll(() => rm(folder, { recursive: true }));

  const NAMES = Array.from({ length: 120 }, (_, at) => `name${at}`);

  async function built(contents, plugin) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      plugins: [plugin],
    });
    return outputFiles[0].text;
  }

  async function partOf(names, use = names.map((name) => `${name}()`)) {
    await writeFile(
      join(folder, "part.ts"),
      `import { ${names} } from "./many.js"; export const use = () => [${use}];`,
    );
    return built('export * from "./part.ts"', takeOut(folder, ["many"], NAMES));
  }

  test("is found by a part that was made for it, under a short name", async () => {
    const part = await partOf(["name1", "name119"]);
    const { taken } = bindable({ contents: part, map: NO_MAP });
    expect(taken.every((name) => name.length < 3)).toBe(true);
    const text = await built(exposed(NAMES, new Set(taken)), sharing(folder, ["many"]));
    const shared = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
    expect(await run(part, shared)).toEqual([1, 119]);
  });

  test("is no more than what parts use, whatever else in them has a short name", async () => {
    const part = await partOf(["name7", "name8", "name9"], "[1].map((A, J) => A + J + name7())");
    const { taken } = bindable({ contents: part, map: NO_MAP });
    expect(taken).toHaveLength(1);
    const text = await built(exposed(NAMES, new Set(taken)), sharing(folder, ["many"]));
    expect(namesOf(Buffer.from(text))).toEqual(taken);
    expect(text).not.toContain("119");
  });
});

const SOURCES = {
  "/core.js": "export const shared = () => 1;\nexport const idle = 2;\n",
  "/other.js": [
    'import { shared } from "./core.js";',
    "",
    "/** A remark. */",
    "export function check(text) {",
    "  if (!shared()) throw new RangeError(text);",
    "  return shared() + text;",
    "}",
    "",
  ].join("\n"),
  "/part.js": [
    'import { shared } from "./core.js";',
    'import { check } from "./other.js";',
    "export function use(text) {",
    "  console.info(check(`two\nlines`));",
    "  if (!shared()) throw new TypeError(text);",
    "}",
    "",
  ].join("\n"),
};

const inMemory = {
  name: "in-memory",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.?\// }, ({ path }) => ({ path: path.replace(/^\./, ""), namespace: "memory" }));
    onLoad({ filter: /./, namespace: "memory" }, ({ path }) => ({ contents: SOURCES[path] }));
  },
};

test("the map of a bound part leads back to the line and column of the source", async () => {
  const { outputFiles } = await build({
    entryPoints: ["/part.js"],
    bundle: true,
    minify: true,
    write: false,
    outdir: "/out",
    format: "esm",
    sourcemap: "external",
    plugins: [takeOut("/", ["core"], ["shared", "idle"]), inMemory],
  });
  const [map, script] = ["map", "js"].map((end) => outputFiles.find(({ path }) => path.endsWith(end)));
  const part = bindable({ contents: script.contents, map: JSON.parse(map.text) });
  const lines = Buffer.from(part.contents).toString().split("\n");
  expect(lines.length).toBeGreaterThan(2);
  const trace = new TraceMap(part.map);
  for (const [shown, source, line, column] of [
    ["throw new RangeError", "memory:/other.js", 5, 17],
    ["RangeError", "memory:/other.js", 5, 27],
    ["`two", "memory:/part.js", 4, 21],
    ["throw new TypeError", "memory:/part.js", 6, 17],
    ["TypeError", "memory:/part.js", 6, 27],
  ]) {
    const at = lines.findIndex((each) => each.includes(shown));
    const found = originalPositionFor(trace, { line: at + 1, column: lines[at].indexOf(shown) });
    expect({ ...found, name: null }, shown).toEqual({
      source: expect.stringContaining(source),
      line,
      column,
      name: null,
    });
  }
});
