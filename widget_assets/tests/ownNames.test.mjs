import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import { shortened } from "../ownNames.mjs";
import { keptNames } from "./keptNames.ts";

const SRC = join(import.meta.dirname, "../src");
const LIBRARIES = join(import.meta.dirname, "../../node_modules/@typescript");

const own = Object.keys(shortened.mangleCache);

const filesIn = (folder, is) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => is.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"));

const withoutComments = (text) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");

const wordsIn = (texts) =>
  new Set(texts.flatMap((text) => withoutComments(text).match(/[A-Za-z_$][\w$]*/g) ?? []));

const taken = (words) => own.filter((name) => words.has(name));

describe("a name that the build writes short", () => {
  test("is there once, and gets a name of its own", () => {
    const { mangleCache } = shortened;
    expect(new Set(own).size).toBe(own.length);
    expect(new Set(Object.values(mangleCache)).size).toBe(own.length);
    expect(own.length).toBeGreaterThan(50);
  });

  test("is a property in the widget", () => {
    const { mangleProps } = shortened;
    const used = filesIn(SRC, /^(?!console).*\.ts$/).flatMap((source) =>
      Object.keys(transformSync(source, { loader: "ts", mangleProps, mangleCache: {} }).mangleCache),
    );
    expect(own.filter((name) => !used.includes(name))).toEqual([]);
  });

  test("gets one that nothing else is called by", () => {
    const code = filesIn(SRC, /^(?!console).*\.ts$/)
      .map((source) => transformSync(source, { loader: "ts", target: "es2022" }).code)
      .map(withoutComments);
    expect(code.flatMap((each) => each.match(/[\w)\]]\??\.[A-Z]\d*\b/g) ?? [])).toEqual([]);
    expect(Object.values(shortened.mangleCache).every((name) => /^[A-Z]\d*$/.test(name))).toBe(true);
  });

  test("is no browser's and no language's", () => {
    const libraries = filesIn(LIBRARIES, /lib\/lib\.[\w.]*d\.ts$/);
    expect(libraries.length).toBeGreaterThan(50);
    expect(taken(wordsIn(libraries))).toEqual([]);
  });

  test("is in no frame, no request, no availability file, no text, and in nothing that pages call or hear", () => {
    const outside = filesIn(
      SRC,
      /^(protocol|texts)\/|Texts\.ts$|AvailabilityFile\.ts$|interface\/Tresen\.ts$/,
    );
    expect(outside.length).toBeGreaterThan(8);
    expect(taken(wordsIn(outside))).toEqual([]);
  });

  test("is nothing that is kept in the browser or said to another tab", () => {
    expect(own.filter((name) => Object.hasOwn(keptNames, name))).toEqual([]);
  });

  test("is never looked up by a text", () => {
    const texts = filesIn(SRC, /^(?!console).*\.ts$/)
      // Without types, in which a property may well be named by a text.
      .map((source) => transformSync(source, { loader: "ts", target: "es2022" }).code)
      .flatMap((code) => withoutComments(code).match(/(["'`])(?:\\.|(?!\1)[^\\])*\1/g) ?? [])
      .map((text) => text.slice(1, -1));
    expect(texts.length).toBeGreaterThan(1000);
    expect(own.filter((name) => texts.includes(name))).toEqual([]);
  });
});
