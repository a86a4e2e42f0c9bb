import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "../bundle.mjs";
import { createHashedNames } from "../hashedNames.mjs";
import { weights } from "../weights.mjs";

const LOADING =
  "for (const { path, integrity } of Object.values(PARTS)) globalThis.load?.(path, integrity, String(path).length);";

let folder;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hashed-"));
  await writeFile(join(folder, "loading.js"), LOADING);
});

afterAll(() => rm(folder, { recursive: true }));

const integrity = (bytes) => `sha256-${createHash("sha256").update(bytes).digest("base64")}`;

/** A loader that names two parts, one of which holds a text: what is served, and what it weighs. */
async function release(text) {
  const hashed = createHashedNames();
  const parts = [hashed.name("panel-de", "js", text), hashed.name("panel-en", "js", "panel();")];
  const values = { PARTS: JSON.stringify(Object.fromEntries(parts.map(({ named }, at) => [at, named]))) };
  const loader = await bundle(folder, "loading.js", { define: values });
  return { parts, loader: hashed.settled(loader.contents), weighs: weights(loader) };
}

test("a file is named, with its hash, as it is served", async () => {
  const { parts, loader } = await release("panel();");
  for (const { path, served } of parts) {
    expect(path).toMatch(/^\/assets\/panel-(de|en)-[\w]{8}\.js$/);
    expect(loader).toContain(path);
    expect(loader).toContain(integrity(served));
  }
});

test("a name changes with what is in the file, also where that is the name of another one", () => {
  const paths = ["a()", "b()"].map((text) => {
    const { name } = createHashedNames();
    const inner = name("inner", "js", text);
    return name("outer", "js", `import ${JSON.stringify(inner.named.path)}`).path;
  });
  expect(paths[0]).not.toBe(paths[1]);
});

describe("builds that differ in nothing but hashes", () => {
  let releases;

  beforeAll(async () => {
    releases = await Promise.all(Array.from({ length: 12 }, (_, at) => release(`panel(${at});`)));
    expect(new Set(releases.map(({ loader }) => loader)).size).toBe(releases.length);
  });

  test("weigh the same", () => {
    expect(new Set(releases.map(({ weighs }) => weighs.join())).size).toBe(1);
  });

  test("weigh what they do when they are served, but for the luck of each", () => {
    const served = releases.map(({ loader }) => weights({ contents: Buffer.from(loader) }));
    const [brotli, , raw] = releases[0].weighs;
    expect(new Set(served.map((each) => each[2]))).toEqual(new Set([raw]));
    const mean = served.reduce((sum, each) => sum + each[0], 0) / served.length;
    expect(Math.abs(mean - brotli)).toBeLessThan(20);
  });
});
