import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "../bundle.mjs";

const SOURCE = [
  'import { doubled } from "./doubled.js";',
  "",
  "/** A remark. */",
  "export function shown(text) {",
  "  if (!text) throw new RangeError(doubled(text));",
  "  return doubled(text);",
  "}",
  "",
].join("\n");

let folder;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bundle-"));
  await writeFile(join(folder, "shown.js"), SOURCE);
  await writeFile(join(folder, "doubled.js"), "export const doubled = (text) => text + text;\n");
  await writeFile(join(folder, "plain.css"), "a {\n  color: #ff0000;\n}\n");
});

afterAll(() => rm(folder, { recursive: true }));

const text = ({ contents }) => Buffer.from(contents).toString();

describe("a bundle", () => {
  test("does what its sources do", async () => {
    const { contents } = await bundle(folder, "shown.js");
    const module = await import(
      /* @vite-ignore */ `data:text/javascript;base64,${contents.toString("base64")}`
    );
    expect(module.shown("ab")).toBe("abab");
    expect(() => module.shown("")).toThrow(RangeError);
  });

  test("is led back to line and column of the source, and holds its text", async () => {
    const made = await bundle(folder, "shown.js");
    const at = text(made).indexOf("RangeError");
    const found = originalPositionFor(new TraceMap(made.map), { line: 1, column: at });
    expect(found).toMatchObject({ line: 5, column: 23, source: expect.stringMatching(/shown\.js$/) });
    expect(made.map.sourcesContent[made.map.sources.indexOf(found.source)]).toBe(SOURCE);
  });

  test("is smaller than what the bundler alone makes", async () => {
    const [small, plain] = await Promise.all([
      bundle(folder, "shown.js"),
      bundle(folder, "shown.js", { small: false }),
    ]);
    expect(small.contents.length).toBeLessThan(plain.contents.length);
  });

  test("may be of what is on no disk", async () => {
    expect(text(await bundle(folder, { contents: 'export * from "./doubled.js";' }))).toContain(
      "export{doubled}",
    );
  });

  test("calls what it shares inside as outside, also where a function has something else of that name", async () => {
    const contents = `
      import { B as taken } from "elsewhere";
      const given = (text) => taken(text) + text;
      export { given as A };
      export const kept = (A) => [A, given(A)].map((B) => taken(B));
    `;
    const made = text(await bundle(folder, { contents }, { external: ["elsewhere"] }));
    expect(made).not.toContain(" as ");
    const stub = "export const B=(text)=>text+text;".replaceAll(" ", "%20");
    const runs = made.replace('"elsewhere"', `"data:text/javascript,${stub}"`);
    const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(runs)}`);
    expect(module.A("x")).toBe("xxx");
    expect(module.kept("x")).toEqual(["xx", "xxxxxx"]);
  });

  test("may be a style sheet", async () => {
    expect(text(await bundle(folder, "plain.css", { small: false }))).toBe("a{color:red}\n");
  });
});
