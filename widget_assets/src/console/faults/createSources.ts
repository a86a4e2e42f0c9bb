import { decode, type SourceMapMappings } from "@jridgewell/sourcemap-codec";
import type { StackFrame } from "../../protocol/requests.js";

export type SourceLine = { readonly number: number; readonly text: string };

/** Where a call stands in the source. */
export type Located = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line and those around it; empty where the map has no sources in it. */
  readonly lines: readonly SourceLine[];
};

export type Sources = {
  /** Whether this is a file of ours, which has a source map beside it as long as it is there itself. */
  isOurs(frame: StackFrame): boolean;
  /** `null` where there is no map, or nothing in it for this place. */
  locate(frame: StackFrame): Promise<Located | null>;
};

/** A source map as the build writes it, with what it says of each place read: https://tc39.es/ecma426/ */
type SourceMap = {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly string[];
  readonly mappings: SourceMapMappings;
};

/**
 * What the build names by its hash. Anybody can post a report, so a file's name in one decides about nothing but which of
 * these maps is read.
 */
const PART = /^\/assets\/[a-z-]{1,40}-[0-9A-Za-z]{8,12}\.js$/;

const PATIENCE_MS = 20_000;
const AROUND = 2;
/** A release has some fifteen parts. */
const KEPT = 40;

/** Reads source maps from the console's own origin, each of them once. */
export function createSources(): Sources {
  const maps = new Map<string, Promise<SourceMap | null>>();

  function mapOf(file: string): Promise<SourceMap | null> {
    const before = maps.get(file);
    if (before) return before;
    const [oldest] = maps.keys();
    if (oldest && maps.size >= KEPT) maps.delete(oldest);
    const map = readMap(`${file}.map`).catch(() => {
      // The network may be back at the next try.
      maps.delete(file);
      return null;
    });
    maps.set(file, map);
    return map;
  }

  return {
    isOurs: ({ file }) => PART.test(file),
    async locate({ file, line, column }) {
      if (!PART.test(file) || !line || !column) return null;
      const map = await mapOf(file);
      return map && placeIn(map, line, column);
    },
  };
}

async function readMap(path: string): Promise<SourceMap | null> {
  const response = await fetch(path, {
    credentials: "omit",
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  // The bucket answers 403 where there is nothing.
  if (!response.ok) return null;
  const map = await response.json();
  return { ...map, mappings: decode(map.mappings) };
}

/** What stands last at or before the place. Reports count lines and columns from 1, source maps from 0. */
function placeIn(
  { sources, sourcesContent, mappings }: SourceMap,
  line: number,
  column: number,
): Located | null {
  const [, source = -1, at = 0, from = 0] = mappings[line - 1]?.findLast(([start]) => start < column) ?? [];
  const file = sources[source];
  if (!file) return null;
  return { file, line: at + 1, column: from + 1, lines: linesAround(sourcesContent?.[source] ?? "", at + 1) };
}

/** Without what all of them are indented by: a phone has no room for it. */
function linesAround(source: string, line: number): readonly SourceLine[] {
  if (!source) return [];
  const first = Math.max(1, line - AROUND);
  const lines = source.split("\n").slice(first - 1, line + AROUND);
  const indents = lines.filter((text) => text.trim()).map((text) => text.search(/\S/));
  const indent = Math.min(...indents);
  return lines.map((text, index) => ({ number: first + index, text: text.slice(indent) }));
}
