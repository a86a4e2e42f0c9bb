// What the browser build does besides what esbuild does by itself.
import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { transform } from "esbuild";
import { editedMap } from "./sourceMaps.mjs";

/** `import css from "./x.css?inline"` gives the minified text, for a constructable style sheet. */
export const inlineCss = {
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
      // What esbuild leaves in custom properties no browser takes for a part of the value:
      // https://drafts.csswg.org/css-variables-1/#defining-variables
      return { contents: code.trim().replaceAll(/(--[\w-]+): /g, "$1:"), loader: "text" };
    });
  },
};

/** Puts the texts of one language where a part asks for those of the page's. */
export const inLanguage = (locale) => ({
  name: "one-language",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]texts[\\/]language\.ts$/ }, () => ({
      contents: `export * from "./${locale}.js";`,
    }));
  },
});

/**
 * Leaves out these modules, named below `root` without their ending; see `bindable`.
 *
 * @param names all that they export
 */
export const takeOut = (root, modules, names) => ({
  name: "take-out",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path, importer }) => {
      const name = relative(root, join(dirname(importer), path))
        .split(sep)
        .join("/")
        .replace(/\.js$/, "");
      return modules.includes(name) ? { path: "core", namespace: "core" } : undefined;
    });
    // An import for each, so that what a part has no use for falls out.
    onResolve({ filter: /^core\//, namespace: "core" }, ({ path }) => ({
      path,
      external: true,
      sideEffects: false,
    }));
    onLoad({ filter: /./, namespace: "core" }, () => ({
      contents: names
        .map((name) => [name, alias(names, name)])
        .map(([name, short]) => `export {${short} as ${name}} from "core/${short}";`)
        .join(""),
    }));
  },
});

/** What a part calls for others what it exports: each of them lists what it takes. */
const alias = (names, name) => {
  const at = names.indexOf(name);
  return LETTERS[at % LETTERS.length] + (LETTERS[Math.trunc(at / LETTERS.length) - 1] ?? "");
};

/** None that functions call their own variables by: see `minified`. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * The source of exports of these modules, with `sharing` as a plugin.
 *
 * @param names all that may be taken out; see `takeOut`
 * @param taken what parts take, by the short names
 */
export function exposed(names, taken) {
  const short = names.map((name) => [name, alias(names, name)]).filter(([, each]) => taken.has(each));
  return `export {${short.map((pair) => pair.join(" as "))}} from "shared";`;
}

export const sharing = (root, modules) => ({
  name: "sharing",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^shared$/ }, () => ({ path: "shared", namespace: "shared" }));
    onLoad({ filter: /./, namespace: "shared" }, () => ({
      contents: modules.map((name) => `export * from "./${name}.ts";`).join(""),
      resolveDir: root,
    }));
  },
});

const IMPORT = /import\s*\{([^},]*)\}\s*from\s*"core\/\w+";?/g;

/**
 * What a part takes from the modules that were taken out becomes what is handed to its `bind`. An `import` would do the
 * same, but of what it brings in this way no browser checks the hash.
 *
 * Gives what it takes as well, by the short names.
 */
export function bindable({ contents, map }) {
  const text = Buffer.from(contents).toString();
  const cuts = [...text.matchAll(IMPORT)].map(({ index, 0: { length } }) => [index, index + length]);
  const rest = text.replaceAll(IMPORT, "");
  const pairs = [...text.matchAll(IMPORT)].map(([, clause]) => clause.trim().split(" as "));
  const locals = pairs.map((pair) => pair.at(-1)).join();
  const taken = pairs.map((pair) => pair.join(":")).join();
  if (rest.includes('"core/')) throw new Error("an import of the core was not understood");
  // Without a parameter: its name could be one of those.
  const prefix = `${locals && `let ${locals};`}export function bind(){({${taken}}=arguments[0])}`;
  return {
    contents: Buffer.from(prefix + rest),
    map: editedMap(map, text, cuts, prefix),
    taken: pairs.map(([name]) => name),
  };
}

/** What a module of the build exports. */
export function namesOf(contents) {
  const [, clause] = Buffer.from(contents)
    .toString()
    .match(/export\s*\{([^}]*)\};?\s*$/);
  return clause.split(",").map((each) => each.trim().split(" as ").at(-1));
}
