// The browser build: writes what CloudFront serves to widget_assets/dist, prints each weight, and fails over budget.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const SRC = fileURLToPath(new URL("src", import.meta.url));
const DIST = fileURLToPath(new URL("dist", import.meta.url));

/** Bytes of brotli: what a page loads with the launcher, and what opening the panel for the first time adds. */
const BUDGETS = { loader: 1_500, panel: 10_000 };

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

/** Puts a file under a name that changes with what is in it, so that it can be kept for ever. */
async function writeHashed(name, contents) {
  const [stem, extension] = name.split(".");
  const path = `/assets/${stem}-${createHash("sha256").update(contents).digest("hex").slice(0, 12)}.${extension}`;
  await write(path, contents);
  return { path, integrity: `sha384-${createHash("sha384").update(contents).digest("base64")}` };
}

async function write(path, contents) {
  await writeFile(join(DIST, path), contents);
}

/** The panel first, as the loader knows its name and its hash. */
async function buildWidget() {
  const panel = await bundle("widget/openPanel.ts");
  const PANEL = JSON.stringify(await writeHashed("panel.js", panel));
  const loader = await bundle("loader/loader.ts", { format: "iife", define: { PANEL } });
  await write("loader.js", loader);
  return { loader, panel };
}

async function buildConsole() {
  const script = await bundle("console/main.tsx", { jsx: "automatic", jsxImportSource: "preact" });
  const style = await bundle("console/console.css");
  let page = await readFile(join(SRC, "console/index.html"), "utf8");
  for (const [source, contents] of Object.entries({ "main.tsx": script, "console.css": style })) {
    const { path, integrity } = await writeHashed(source.replace("main.tsx", "console.js"), contents);
    if (!page.includes(`"./${source}"`)) throw new Error(`console/index.html: "./${source}" is missing`);
    page = page.replace(`"./${source}"`, `"${path}" integrity="${integrity}"`);
  }
  await write("console/index.html", page);
  await copyFile(join(SRC, "console/favicon.svg"), join(DIST, "console/favicon.svg"));
  return { console: script, "console style": style };
}

const brotli = (contents) =>
  brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length } }).length;

/** Prints what each part weighs; gives the names of those that weigh too much. */
function weigh(parts) {
  console.log(
    `${"".padEnd(16)}${["brotli", "gzip", "raw", "budget"].map((word) => word.padStart(9)).join("")}`,
  );
  return Object.entries(parts).filter(([name, contents]) => {
    const budget = BUDGETS[name];
    const sizes = [brotli(contents), gzipSync(contents, { level: 9 }).length, contents.length, budget ?? "-"];
    console.log(name.padEnd(16) + sizes.map((size) => String(size).padStart(9)).join(""));
    return sizes[0] > budget;
  });
}

await rm(DIST, { recursive: true, force: true });
for (const folder of ["assets", "console"]) await mkdir(join(DIST, folder), { recursive: true });
const parts = {
  ...(await buildWidget()),
  ...(existsSync(join(SRC, "console/console.css")) ? await buildConsole() : {}),
};
for (const [name] of weigh(parts)) {
  console.error(`${name} is over its budget of ${BUDGETS[name]} bytes`);
  process.exitCode = 1;
}
