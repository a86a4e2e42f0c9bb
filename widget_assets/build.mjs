// The browser build: writes what CloudFront serves to widget_assets/dist, prints each weight, and fails over budget.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bindable, inLanguage, inlineCss, namesOf, takeOut } from "./plugins.mjs";
import { placedMap } from "./sourceMaps.mjs";

const SRC = fileURLToPath(new URL("src", import.meta.url));
const DIST = fileURLToPath(new URL("dist", import.meta.url));
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Most bytes in brotli: what a page loads for the launcher, what a visitor who opens the panel has loaded, each part that
 * comes when it is needed (of form and privacy the larger language), and all that one visitor can have loaded.
 */
const BUDGETS = {
  loader: 1_500,
  "to open it": 10_000,
  core: 3_350,
  conversation: 6_900,
  form: 5_900,
  privacy: 6_950,
  analysis: 1_950,
  asking: 750,
  reporting: 1_000,
  "all a visitor": 36_600,
};

/** Those of which there is a file. */
const LANGUAGES = (await readdir(join(SRC, "texts")))
  .map((name) => name.replace(/\.ts$/, ""))
  .filter((name) => name !== "language");

/** What the parts of the widget have in common, and is loaded once for all of them. */
const CORE_MODULES = [
  "chat/backOff",
  "chat/createOutbox",
  "chat/database",
  "chat/forgetKey",
  "chat/forgetting",
  "chat/inStore",
  "chat/inStores",
  "chat/keptVisitorKey",
  "chat/makeProof",
  "chat/now",
  "chat/objections",
  "chat/postProved",
  "chat/postText",
  "chat/removeItem",
  "chat/reports",
  "chat/serverTime",
  "chat/storeNames",
  "chat/trail",
  "chat/usage",
  "chat/visitorKey",
  "chat/wantsNoTracking",
  "widget/element",
  "widget/styleSheet",
];

async function bundle(entry, options) {
  const { outputFiles } = await build({
    absWorkingDir: SRC,
    ...(entry && { entryPoints: [entry] }),
    bundle: true,
    minify: true,
    // Without a comment in what browsers load: whoever reads an error knows where the map lies.
    sourcemap: "external",
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
  const [made, ...others] = outputFiles.filter(({ path }) => !path.endsWith(".map"));
  if (others.length) throw new Error(`${entry}: one file expected, got ${others.length + 1}`);
  const map = outputFiles.find(({ path }) => path === `${made.path}.map`);
  return { contents: made.contents, map: JSON.parse(map.text) };
}

/** What is written in the end, by its path in the bucket. */
const files = new Map();

/** Puts a file under a name that changes with what is in it, so that it can be kept for ever. */
function addHashed(stem, extension, { contents, map }) {
  const hash = createHash("sha256").update(contents).digest("base64");
  // The loader names both, so the one repeats the other's beginning.
  const path = `/assets/${stem}-${hash.slice(0, 8).replaceAll(/[+/]/g, "_")}.${extension}`;
  files.set(path, contents);
  if (extension === "js") files.set(`${path}.map`, JSON.stringify(placedMap(map, ROOT, DIST)));
  return { path, integrity: `sha256-${hash}` };
}

/** What is loaded last comes first, as each part knows the name and the hash of the next. */
async function buildWidget() {
  // What it exports does not depend on the parts that it names.
  const withoutCore = takeOut(SRC, CORE_MODULES, namesOf((await bundleCore({})).contents));
  const bundlePart = async (entry, plugins = [], values = {}) =>
    bindable(
      await bundle(entry, { plugins: [inlineCss, withoutCore, ...plugins], define: constants(values) }),
    );
  const asking = await inEach("asking", (only) => bundlePart("analysis/createNotice.ts", [only]));
  const analysis = await bundlePart("analysis/createAnalysis.ts", [], { ASKING: asking.parts });
  const conversation = await bundlePart("widget/createVisitorTalk.ts");
  const form = await inEach("form", (only) => bundlePart("form/createFormView.ts", [only]));
  const more = await inEach("privacy", (only, locale) =>
    bundlePart("privacy/createMore.ts", [only], { FORM: form.parts[locale] }),
  );
  const reporting = await bundlePart("reporting/createReporter.ts");
  const core = await bundleCore({
    ANALYSIS: addHashed("analysis", "js", analysis),
    REPORTING: addHashed("reporting", "js", reporting),
  });
  const shared = {
    CORE: addHashed("core", "js", core),
    CONVERSATION: addHashed("conversation", "js", conversation),
  };
  const panel = await inEach("panel", (only, locale) =>
    bundle("widget/openPanel.ts", {
      plugins: [inlineCss, only],
      define: constants({ ...shared, MORE: more.parts[locale] }),
    }),
  );
  const panels = Object.entries(panel.parts).map(([locale, part]) => [locale, [part.path, part.integrity]]);
  const define = constants({ PANELS: Object.fromEntries(panels) });
  // Without the "use strict" that the compiler option brings: what is in there needs none.
  const loader = await bundle("loader/loader.ts", { format: "iife", define, tsconfigRaw: "{}" });
  files.set("/launcher.json", JSON.stringify(await launcherTexts()));
  // Its name stays the same from release to release, so that no map could be told to be its own.
  files.set("/loader.js", loader.contents);
  return {
    loader,
    panel: panel.largest,
    core,
    conversation,
    form: form.largest,
    privacy: more.largest,
    analysis,
    asking: asking.largest,
    reporting,
  };
}

/** What the launcher says in each language: the deployment puts it into the availability files. */
async function launcherTexts() {
  const texts = {};
  for (const locale of LANGUAGES) {
    const { contents } = await bundle(`texts/${locale}.ts`, {});
    texts[locale] = (
      await import(`data:text/javascript;base64,${Buffer.from(contents).toString("base64")}`)
    ).launcher;
  }
  return texts;
}

const constants = (values) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));

function bundleCore(values) {
  const contents = CORE_MODULES.map((name) => `export * from "./${name}.ts";`).join("\n");
  return bundle(undefined, { stdin: { contents, resolveDir: SRC }, define: constants(values) });
}

/** A part for each language: most of what these parts hold is text. */
async function inEach(stem, bundleIn) {
  const parts = {};
  let largest = { contents: new Uint8Array() };
  for (const locale of LANGUAGES) {
    const part = await bundleIn(inLanguage(locale), locale);
    parts[locale] = addHashed(`${stem}-${locale}`, "js", part);
    if (weights(part)[0] > weights(largest)[0]) largest = part;
  }
  return { parts, largest };
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
const weights = ({ contents }) => [
  brotliCompressSync(contents).length,
  gzipSync(contents).length,
  contents.length,
];

/** Prints what each part weighs, and throws if one weighs too much. */
function weigh(widget, consoleParts) {
  const parts = Object.entries(widget).map(([name, part]) => [name, weights(part)]);
  const sum = (some) => [0, 1, 2].map((kind) => some.reduce((total, [, sizes]) => total + sizes[kind], 0));
  const others = Object.entries(consoleParts).map(([name, part]) => [name, weights(part)]);
  const opened = parts.filter(([name]) => name === "loader" || name === "panel");
  const rows = [...parts, ["to open it", sum(opened)], ["all a visitor", sum(parts)], ...others];
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
