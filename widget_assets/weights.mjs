// What the parts weigh, and what they may.
import { brotliCompressSync, gzipSync } from "node:zlib";

/** Bytes on the wire in brotli and in gzip, and without compression. */
export const weights = ({ contents }) => [
  brotliCompressSync(contents).length,
  gzipSync(contents).length,
  contents.length,
];

/**
 * Prints what each part weighs, and throws if one weighs too much.
 *
 * @param parts by name, in the order in which they are shown
 * @param sums the names of those that add up to something, by what that is called
 * @param budgets most bytes in brotli, of parts and of sums
 */
export function weigh(parts, sums, budgets) {
  const each = new Map(Object.entries(parts).map(([name, part]) => [name, weights(part)]));
  const sum = (names) =>
    [0, 1, 2].map((kind) => names.reduce((total, name) => total + each.get(name)[kind], 0));
  const rows = [...each, ...Object.entries(sums).map(([name, names]) => [name, sum(names)])];
  const width = Math.max(...rows.map(([name]) => name.length));
  console.log(line("", ["brotli", "gzip", "raw", "budget"], width));
  for (const [name, sizes] of rows) console.log(line(name, [...sizes, budgets[name] ?? "-"], width));
  const over = rows.filter(([name, [brotli]]) => brotli > (budgets[name] ?? Number.POSITIVE_INFINITY));
  if (over.length)
    throw new Error(over.map(([name]) => `${name} is over its budget of ${budgets[name]} bytes`).join("; "));
}

const line = (name, columns, width) =>
  name.padEnd(width) + columns.map((column) => String(column).padStart(8)).join("");
