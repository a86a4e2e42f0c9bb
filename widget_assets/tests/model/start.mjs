// The pages of the model: JSON lines in, one line out for each. The one argument may name changes to make in the
// sources, {"chat/createTalk.ts": [["what stands there", "what is to stand there"]]}, to see that the model notices.
import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { compileFunction } from "node:vm";
import { build } from "esbuild";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const SRC = fileURLToPath(new URL("../../src", import.meta.url));

const changes = new Map(Object.entries(JSON.parse(process.argv[2] ?? "{}")));

const changed = {
  name: "changed",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      const name = relative(SRC, path);
      for (const [from, to] of changes.get(name) ?? []) {
        if (contents.split(from).length !== 2) throw new Error(`${name} does not hold once: ${from}`);
        contents = contents.replace(from, () => to);
      }
      changes.delete(name);
      return { contents, loader: "ts" };
    });
  },
};

async function bundle(entry, options) {
  const made = await build({
    absWorkingDir: HERE,
    entryPoints: [entry],
    bundle: true,
    write: false,
    target: "es2022",
    plugins: [changed],
    ...options,
  });
  return made.outputFiles[0].text;
}

const pageScript = await bundle("createPage.ts", { format: "iife", globalName: "page" });
const hostScript = await bundle("createHost.ts", { format: "esm" });
if (changes.size) throw new Error(`not part of a page: ${[...changes.keys()]}`);
const { createHost } = await import(`data:text/javascript,${encodeURIComponent(hostScript)}`);

let scripts;
function createPage(globals, options, onChange) {
  const names = Object.keys(globals);
  scripts ??= compileFunction(`${pageScript}; return page;`, [...names, "IDBKeyRange"]);
  return scripts(...Object.values(globals), IDBKeyRange).createPage(options, onChange);
}

// The fake IndexedDB does its work in such tasks.
const { setImmediate: soon } = globalThis;
let tasks = 0;
globalThis.setImmediate = (task, ...given) => {
  tasks++;
  return soon(() => {
    tasks--;
    task(...given);
  });
};

async function settled() {
  do await new Promise((resolve) => soon(resolve));
  while (tasks);
}

const host = createHost({ createPage, createDatabases: () => new IDBFactory(), settled });
process.on("unhandledRejection", host.fail);
process.on("uncaughtException", host.fail);
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await host.handle(JSON.parse(line)))}\n`);
}
