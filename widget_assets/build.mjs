// The browser build: writes what CloudFront serves to widget_assets/dist, prints each weight, and fails over budget.
// With --pseudo the widget gets one more language, made to prove the layout; then --out names where it is written to.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundle } from "./bundle.mjs";
import { createHashedNames } from "./hashedNames.mjs";
import { shortened } from "./ownNames.mjs";
import { bindable, exposed, inLanguage, inlineCss, namesOf, sharing, takeOut } from "./plugins.mjs";
import { PSEUDO, pseudoLanguage } from "./pseudo.mjs";
import { placedMap } from "./sourceMaps.mjs";
import { weigh, weights } from "./weights.mjs";

const SRC = fileURLToPath(new URL("src", import.meta.url));
const DIST = fileURLToPath(new URL("dist", import.meta.url));
const ROOT = fileURLToPath(new URL("..", import.meta.url));

const { pseudo, out } = parseArgs({
  options: { pseudo: { type: "boolean", default: false }, out: { type: "string", default: DIST } },
}).values;
if (pseudo === (resolve(out) === DIST)) throw new Error("expected --pseudo together with --out, or neither");

/** What a visitor loads who does all there is to do with a conversation. */
const SUMS = {
  "to open it": ["loader", "panel"],
  "a conversation": ["conversation"],
  "all a visitor": [
    "loader",
    "panel",
    "conversation",
    "interface",
    "rights",
    "analysis",
    "asking",
    "reporting",
  ],
};

/** Most bytes in brotli: of what is there once a language, in the largest. */
const BUDGETS = {
  loader: 1_500,
  "to open it": 10_000,
  "a conversation": 16_000,
  rights: 5_520,
  interface: 1_350,
  analysis: 2_190,
  asking: 750,
  reporting: 1_250,
  element: 700,
  snippet: 1_300,
};

/** Those of which there is a file. */
const LANGUAGES = (await readdir(join(SRC, "texts")))
  .map((name) => name.replace(/\.ts$/, ""))
  .filter((name) => name !== "language")
  .concat(pseudo ? PSEUDO : []);

/** Most bytes that a language beyond German and English may add to the loader, which names each one's panel and its hash. */
const LANGUAGE_BYTES = 75;
for (const name of ["loader", "to open it"]) BUDGETS[name] += LANGUAGE_BYTES * (LANGUAGES.length - 2);

/** What other parts need of the conversation's, which is there before them. */
const SHARED_MODULES = [
  "chat/backOff",
  "chat/consent",
  "chat/contacts",
  "chat/database",
  "chat/forgetting",
  "chat/inStore",
  "chat/makeProof",
  "chat/now",
  "chat/objections",
  "chat/placeOf",
  "chat/postProved",
  "chat/removeItem",
  "chat/serverTime",
  "chat/storeNames",
  "chat/trail",
  "chat/usage",
  "chat/wantsNoTracking",
  "form/hex",
  "form/pause",
  "widget/day",
  "widget/element",
  "widget/styleSheet",
  "widget/worded",
];

/** What the panel calls of it by their names: it can not be bound to what it has not loaded. */
const CONVERSATION = {
  followUsage: "chat/usage",
  setConsent: "chat/consent",
  report: "chat/reports",
  createVisitorTalk: "widget/createVisitorTalk",
  createMessages: "widget/createMessages",
  createMore: "privacy/createMore",
};

/** What is written in the end, by its path in the bucket. */
const files = new Map();

const hashed = createHashedNames();

/** Puts a file under a name that changes with what is in it. Gives how others name it until they are written, too. */
function addHashed(stem, extension, { contents, map }) {
  const { path, served, named } = hashed.name(stem, extension, contents);
  files.set(path, served);
  if (extension === "js") files.set(`${path}.map`, JSON.stringify(placedMap(map, ROOT, DIST)));
  return named;
}

const made = (entry, { plugins = [], values = {}, ...options } = {}) =>
  bundle(SRC, entry, {
    plugins: [inlineCss, ...plugins, ...(pseudo ? [pseudoLanguage] : [])],
    define: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)])),
    ...((options.small ?? true) ? shortened : {}),
    ...options,
  });

/** Several modules as one. */
const all = (names) => names.map((name) => `export * from "./${name}.ts";`).join("\n");

/** What is loaded last comes first, as each part knows the name and the hash of the next. */
async function buildWidget() {
  const names = await namesOfShared();
  const withoutShared = takeOut(SRC, SHARED_MODULES, names);
  const taken = new Set();
  const part = async (entry, { values, plugins = [] } = {}) => {
    const bound = bindable(await made(entry, { plugins: [withoutShared, ...plugins], values }));
    for (const name of bound.taken) taken.add(name);
    return bound;
  };
  const asking = await inEach("asking", (only) => part("analysis/createNotice.ts", { plugins: [only] }));
  // The pseudo-language calls itself by more than the letters under which it is found.
  const ASKING = { ...asking.parts, ...(pseudo && { "ar-XB": asking.parts[PSEUDO] }) };
  const analysis = await part("analysis/createAnalysis.ts", { values: { ASKING } });
  const rights = await inEach("rights", (only) => part("privacy/createRights.ts", { plugins: [only] }));
  const reporting = await part("reporting/sendReport.ts");
  const commands = await made("interface/createCommands.ts");
  const following = {
    ANALYSIS: addHashed("analysis", "js", analysis),
    REPORTING: addHashed("reporting", "js", reporting),
  };
  // In one file, with the menu and the form, they are smaller by a tenth, and the form is there when the connection is not.
  const called = Object.entries(CONVERSATION).map(
    ([name, module]) => `export { ${name} as ${shortened.mangleCache[name] ?? name} } from "./${module}.ts";`,
  );
  const contents = called.join("") + exposed(names, taken);
  const conversation = await inEach("conversation", (only, locale) =>
    made(
      { contents },
      {
        values: { ...following, RIGHTS: rights.parts[locale] },
        plugins: [sharing(SRC, SHARED_MODULES), only],
      },
    ),
  );
  const INTERFACE = addHashed("interface", "js", commands);
  const panel = await inEach("panel", (only, locale) => {
    const CORE = conversation.parts[locale];
    return made("widget/openPanel.ts", { plugins: [only], values: { CORE, CONVERSATION: CORE, INTERFACE } });
  });
  const PANELS = Object.fromEntries(
    Object.entries(panel.parts).map(([locale, { path, integrity }]) => [locale, [path, integrity]]),
  );
  // Without the "use strict" that the compiler option brings: what is in there needs none.
  const loader = await made("loader/loader.ts", { values: { PANELS }, format: "iife", tsconfigRaw: "{}" });
  // Its first name stays the same from release to release; the other is for pages that name its hash.
  files.set("/loader.js", hashed.settled(loader.contents));
  addHashed("loader", "js", loader);
  return {
    loader,
    panel: panel.largest,
    conversation: conversation.largest,
    interface: commands,
    rights: rights.largest,
    analysis,
    asking: asking.largest,
    reporting,
  };
}

/** What they export does not depend on the parts that they name. */
async function namesOfShared() {
  return namesOf(
    (await made({ contents: all(SHARED_MODULES) }, { values: { ANALYSIS: {} }, small: false })).contents,
  );
}

/** A part for each language: most of what these parts hold is text. */
async function inEach(stem, bundleIn) {
  const parts = {};
  let largest = { contents: new Uint8Array() };
  for (const locale of LANGUAGES) {
    const part = await bundleIn(inLanguage(locale), locale);
    parts[locale] = addHashed(`${stem}-${locale}`, "js", part);
    if (weights(part)[0] > weights(largest)[0] && locale !== PSEUDO) largest = part;
  }
  return { parts, largest };
}

/** The other ways to embed it, and what pages' own scripts are checked against. */
async function buildEmbedding() {
  const element = await made("embed/element.ts");
  const snippet = await made("embed/snippet.ts", { format: "iife", tsconfigRaw: "{}" });
  files.set("/element.js", element.contents);
  files.set("/snippet.js", snippet.contents);
  const types = await readFile(join(SRC, "interface/Tresen.ts"), "utf8");
  if (/^import/m.test(types))
    throw new Error("interface/Tresen.ts: expected no import, as pages get this file alone");
  files.set(
    "/tresen.d.ts",
    `${types}\ndeclare global {\n  interface Window {\n    tresen: Tresen;\n  }\n}\n`,
  );
  return { element, snippet };
}

/** What the deployment has to know of the texts: the launcher's in each language, and which ones a site may reword. */
async function buildTexts() {
  const texts = {};
  for (const locale of LANGUAGES) {
    const { contents } = await made(`texts/${locale}.ts`);
    texts[locale] = await import(`data:text/javascript;base64,${contents.toString("base64")}`);
  }
  const launcher = Object.fromEntries(
    Object.entries(texts).map(([locale, parts]) => [locale, parts.launcher]),
  );
  const { locale: _, direction, ...parts } = texts.en;
  files.set("/launcher.json", JSON.stringify(launcher));
  files.set("/look.css", (await made("loader/look.css", { small: false })).contents);
  // Functions, which put figures into a text, fall out here.
  files.set("/words.json", JSON.stringify(parts));
}

async function buildConsole() {
  const script = await made("console/main.tsx", {
    small: false,
    jsx: "automatic",
    jsxImportSource: "preact",
  });
  const style = await made("console/console.css", { small: false });
  const page = await readFile(join(SRC, "console/index.html"), "utf8");
  const linked = replaceSource(
    replaceSource(page, "./main.tsx", addHashed("console", "js", script)),
    "./console.css",
    addHashed("console", "css", style),
  );
  files.set("/console/index.html", hashed.settled(linked));
  files.set("/console/favicon.svg", await readFile(join(SRC, "console/favicon.svg")));
  return { console: script, "console style": style };
}

function replaceSource(page, source, { path, integrity }) {
  if (!page.includes(`"${source}"`)) throw new Error(`console/index.html: "${source}" is missing`);
  return page.replace(`"${source}"`, `"${path}" integrity="${integrity}"`);
}

async function writeFiles() {
  await rm(out, { recursive: true, force: true });
  for (const [path, contents] of files) {
    await mkdir(dirname(join(out, path)), { recursive: true });
    await writeFile(join(out, path), contents);
  }
}

const parts = {
  ...(await buildWidget()),
  ...(await buildEmbedding()),
  ...(pseudo ? {} : await buildConsole()),
};
await buildTexts();
weigh(parts, SUMS, pseudo ? {} : BUDGETS);
await writeFiles();
