// The browser build: writes what CloudFront serves to widget_assets/dist, prints each weight, and fails over budget.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const SRC = fileURLToPath(new URL("src", import.meta.url));
const DIST = fileURLToPath(new URL("dist", import.meta.url));

/** Most bytes in brotli: what a page loads for the launcher, and what opening the panel for the first time adds. */
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

/** What is written in the end, by its path in the bucket. */
const files = new Map();

/** Puts a file under a name that changes with what is in it, so that it can be kept for ever. */
function addHashed(stem, extension, contents) {
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 12);
  const path = `/assets/${stem}-${hash}.${extension}`;
  files.set(path, contents);
  return { path, integrity: `sha384-${createHash("sha384").update(contents).digest("base64")}` };
}

/** The panel first, as the loader knows its name and its hash. */
async function buildWidget() {
  const panel = await bundle("widget/openPanel.ts");
  const PANEL = JSON.stringify(addHashed("panel", "js", panel));
  const loader = await bundle("loader/loader.ts", { format: "iife", define: { PANEL } });
  files.set("/loader.js", loader);
  return { loader, panel };
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

/** Prints what each part weighs, and throws if one weighs too much. */
function weigh(parts) {
  console.log("".padEnd(14) + ["brotli", "gzip", "raw", "budget"].map((word) => word.padStart(8)).join(""));
  for (const [name, contents] of Object.entries(parts)) {
    const budget = BUDGETS[name] ?? Number.POSITIVE_INFINITY;
    const brotli = brotliCompressSync(contents).length;
    const sizes = [brotli, gzipSync(contents).length, contents.length, BUDGETS[name] ?? "-"];
    console.log(name.padEnd(14) + sizes.map((size) => String(size).padStart(8)).join(""));
    if (brotli > budget) throw new Error(`${name} is over its budget of ${budget} bytes`);
  }
}

async function writeFiles() {
  await rm(DIST, { recursive: true, force: true });
  for (const [path, contents] of files) {
    await mkdir(dirname(join(DIST, path)), { recursive: true });
    await writeFile(join(DIST, path), contents);
  }
}

weigh({ ...(await buildWidget()), ...(await buildConsole()) });
await writeFiles();
