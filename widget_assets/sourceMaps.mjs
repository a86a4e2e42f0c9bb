// Source maps: what the console needs to say where in the source an error happened.
import { relative, resolve, sep } from "node:path";
import { decodedMappings, encodedMappings, TraceMap } from "@jridgewell/trace-mapping";

/**
 * A map of a text of which `cuts` were taken out, each as [start, end], and before which `prefix` was put, a text of one
 * line.
 */
export function editedMap(map, text, cuts, prefix) {
  const starts = lineStarts(text);
  const kept = cuts.reduceRight((rest, [start, end]) => rest.slice(0, start) + rest.slice(end), text);
  const newStarts = lineStarts(prefix + kept);
  const lines = newStarts.map(() => []);
  decodedMappings(new TraceMap(map)).forEach((segments, line) => {
    for (const [column, ...origin] of segments) {
      const at = starts[line] + column;
      if (cuts.some(([start, end]) => start <= at && at < end)) continue;
      const gone = cuts.reduce((sum, [start, end]) => (end <= at ? sum + end - start : sum), 0);
      const now = at - gone + prefix.length;
      const newLine = newStarts.findLastIndex((start) => start <= now);
      lines[newLine].push([now - newStarts[newLine], ...origin]);
    }
  });
  return { ...map, mappings: encodedMappings(new TraceMap({ ...map, mappings: lines })) };
}

/**
 * Names the sources as they lie in the repository, wherever that is on the disk of whoever builds.
 *
 * @param folder what they are named from
 */
export const placedMap = (map, root, folder) => ({
  ...map,
  sources: map.sources.map((source) => placed(source, root, folder)),
});

/** Some have the name of a plugin before them; those that are no files stay as they are. */
function placed(source, root, folder) {
  const [, path] = source.match(/^(?:inline-css:)?([./].*)$/) ?? [];
  return path ? relative(root, resolve(folder, path)).split(sep).join("/") : source;
}

function lineStarts(text) {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}
