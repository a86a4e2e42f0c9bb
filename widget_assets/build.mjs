// The browser build: writes what CloudFront serves to widget_assets/dist, prints each weight, and fails over budget.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const SRC = fileURLToPath(new URL("src", import.meta.url));
const DIST = fileURLToPath(new URL("dist", import.meta.url));

/**
 * Most bytes in brotli: what a page loads for the launcher, what opening the panel for the first time adds, and all that
 * a visitor who writes has loaded.
 */
const BUDGETS = { loader: 1_500, panel: 10_000, "all a visitor": 16_500 };

/** `import css from "./x.css?inline"` gives the minified text, for a constructable style sheet. */
const inlineCss = {
  name: "inline-css",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.css\?inline$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace("?inline", "")),
      namespace: "inline-css",
    }));
    onLoad({ filter: /./, namespace: "inline-css" }, async ({ path }) => {
      const { code } = await transform(await readFile(path), {
        loader: "css",
        minify: true,
        target: "es2022",
      });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

async function bundle(entry, options) {
  const { outputFiles } = await build({
    absWorkingDir: SRC,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    outdir: DIST,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [inlineCss],
    ...options,
  });
  if (outputFiles.length !== 1) throw new Error(`${entry}: one file expected, got ${outputFiles.length}`);
  return outputFiles[0].contents;
}

/** What is written in the end, by its path in the bucket. */
const files = new Map();

/** Puts a file under a name that changes with what is in it, so that it can be kept for ever. */
function addHashed(stem, extension, contents) {
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 12);
  const path = `/assets/${stem}-${hash}.${extension}`;
  files.set(path, contents);
  return { path, integrity: `sha256-${createHash("sha256").update(contents).digest("base64")}` };
}

/** What is loaded last comes first, as each part knows the name and the hash of the next. */
async function buildWidget() {
  const conversation = await bundle("widget/createVisitorTalk.ts");
  const CONVERSATION = JSON.stringify(addHashed("conversation", "js", conversation));
  const panel = await bundle("widget/openPanel.ts", { define: { CONVERSATION } });
  const PANEL = JSON.stringify(addHashed("panel", "js", panel));
  // Without the "use strict" that the compiler option brings: what is in there needs none.
  const loader = await bundle("loader/loader.ts", { format: "iife", define: { PANEL }, tsconfigRaw: "{}" });
  files.set("/loader.js", loader);
  return { loader, panel, conversation };
}

async function buildConsole() {
  const script = await bundle("console/main.tsx", { jsx: "automatic", jsxImportSource: "preact" });
  const style = await bundle("console/console.css");
  const page = await readFile(join(SRC, "console/index.html"), "utf8");
  const linked = replaceSource(
    replaceSource(page, "./main.tsx", addHashed("console", "js", script)),
    "./console.css",
    addHashed("console", "css", style),
  );
  files.set("/console/index.html", linked);
  files.set("/console/favicon.svg", await readFile(join(SRC, "console/favicon.svg")));
  return { console: script, "console style": style };
}

function replaceSource(page, source, { path, integrity }) {
  if (!page.includes(`"${source}"`)) throw new Error(`console/index.html: "${source}" is missing`);
  return page.replace(`"${source}"`, `"${path}" integrity="${integrity}"`);
}

/** Bytes on the wire in brotli and in gzip, and without compression. */
const weights = (contents) => [
  brotliCompressSync(contents).length,
  gzipSync(contents).length,
  contents.length,
];

/** Prints what each part weighs, and throws if one weighs too much. */
function weigh(widget, consoleParts) {
  const parts = Object.entries(widget).map(([name, contents]) => [name, weights(contents)]);
  const all = [0, 1, 2].map((kind) => parts.reduce((sum, [, sizes]) => sum + sizes[kind], 0));
  const others = Object.entries(consoleParts).map(([name, contents]) => [name, weights(contents)]);
  const rows = [...parts, ["all a visitor", all], ...others];
  console.log("".padEnd(14) + ["brotli", "gzip", "raw", "budget"].map((word) => word.padStart(8)).join(""));
  for (const [name, sizes] of rows) {
    const columns = [...sizes, BUDGETS[name] ?? "-"];
    console.log(name.padEnd(14) + columns.map((size) => String(size).padStart(8)).join(""));
  }
  const over = rows.find(([name, [brotli]]) => brotli > (BUDGETS[name] ?? Number.POSITIVE_INFINITY));
  if (over) throw new Error(`${over[0]} is over its budget of ${BUDGETS[over[0]]} bytes`);
}

async function writeFiles() {
  await rm(DIST, { recursive: true, force: true });
  for (const [path, contents] of files) {
    await mkdir(dirname(join(DIST, path)), { recursive: true });
    await writeFile(join(DIST, path), contents);
  }
}

weigh(await buildWidget(), await buildConsole());
await writeFiles();
