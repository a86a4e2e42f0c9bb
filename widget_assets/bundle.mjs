// One file that browsers load, out of one source file and what it imports.
import { join } from "node:path";
import { build } from "esbuild";
import { minify } from "terser";

/**
 * esbuild puts it together and terser makes it small: of the widget's parts it leaves 3 to 7 percent less in brotli than
 * esbuild alone, most of it by putting functions that are used once where they are used.
 *
 * @param source the folder of the sources
 * @param entry a file in there, or `{contents}` of one that is not on the disk
 * @param small false where 4 percent are not worth the seconds that terser takes
 */
export async function bundle(source, entry, { small = true, ...options } = {}) {
  const { outputFiles } = await build({
    absWorkingDir: source,
    ...(entry.contents ? { stdin: { ...entry, resolveDir: source } } : { entryPoints: [entry] }),
    bundle: true,
    minify: true,
    // Without a comment in what browsers load: whoever reads an error knows where the map lies.
    sourcemap: "external",
    write: false,
    outdir: join(source, "../dist"),
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    ...options,
  });
  const [made, ...others] = outputFiles.filter(({ path }) => !path.endsWith(".map"));
  if (others.length) throw new Error(`${entry}: one file expected, got ${others.length + 1}`);
  const map = JSON.parse(outputFiles.find(({ path }) => path === `${made.path}.map`).text);
  return small ? minified(made.text, map) : { contents: made.contents, map };
}

/** Twice: what the first run has put together is made smaller, and named, by the second. */
async function minified(text, map) {
  let [code, content] = [text, map];
  for (const mangle of [false, true])
    ({ code, map: content } = await minify(code, {
      ecma: 2022,
      module: true,
      mangle,
      ...(mangle && { nameCache: sharedNames(text) }),
      // Those are safe as nobody calls a function expression of ours with `new`.
      compress: { passes: 2, unsafe_arrows: true, keep_fargs: false },
      sourceMap: { content, asObject: true, includeSources: true },
    }));
  return { contents: Buffer.from(code), map: content };
}

/** What parts share is called inside as it is outside, so that neither of them has to say both names. */
function sharedNames(text) {
  const props = {};
  for (const [, kind, pairs] of text.matchAll(/\b(import|export)\s*\{([^}]*)\}/g))
    for (const pair of pairs.split(",")) {
      const [name, other = name] = pair.trim().split(" as ");
      const [inside, outside] = kind === "import" ? [other, name] : [name, other];
      props[`$${inside}`] = outside;
    }
  return { vars: { props } };
}
