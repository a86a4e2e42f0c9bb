// Solves the challenges on standard input as the widget does: prints the solution of each and what it took.
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const made = await build({
  entryPoints: [fileURLToPath(new URL("../../src/form/solve.ts", import.meta.url))],
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
});
const { solve } = await import(`data:text/javascript,${encodeURIComponent(made.outputFiles[0].text)}`);

const { signal } = new AbortController();
const solved = [];
for (const { parameters } of JSON.parse(await text(process.stdin))) {
  const began = performance.now();
  const solution = await solve(parameters, signal);
  solved.push({ solution, ms: performance.now() - began });
}
console.log(JSON.stringify(solved));
