// Turns of talk with the real client core in time of its own: prints what measureTurns gives, with and without marks.
// The one argument is the number of turns.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const SEED = 4;

const made = await build({
  absWorkingDir: HERE,
  stdin: {
    contents:
      'export { measureTurns } from "./measureTurns.ts"; export { createClock } from "../model/createClock.ts";',
    resolveDir: HERE,
  },
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
});
const { createClock, measureTurns } = await import(
  `data:text/javascript,${encodeURIComponent(made.outputFiles[0].text)}`
);

/** A small generator of 32 bits (mulberry32), so that both runs are of the same talk. */
function createRandom(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const { setImmediate: soon } = globalThis;
const clock = createClock();
globalThis.setTimeout = (action, ms, ...given) => clock.after(ms, 0, () => action(...given));
globalThis.clearTimeout = (timer) => clock.cancel(timer);
Date.now = () => 1_750_000_000_000 + clock.now;

/** Runs timers until the promise is settled. */
async function settled(promise) {
  let done = false;
  void promise.finally(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => soon(resolve));
    if (!done && !clock.runOne(Number.POSITIVE_INFINITY)) throw new Error("nothing is left to wait for");
  }
  return promise;
}

const turns = Number(process.argv[2]);
const [withMarks, without] = [true, false].map((marks) => ({ turns, marks, random: createRandom(SEED) }));
console.log(
  JSON.stringify({
    marks: await settled(measureTurns(withMarks)),
    none: await settled(measureTurns(without)),
  }),
);
