/** A call of ours, as Sentry has it: the path of the script on our origin, the place counted from 1. */
export type Frame = {
  readonly filename: string;
  readonly function: string;
  readonly lineno: number;
  readonly colno: number;
};

const LONGEST = 10_000;
/** Stands for our origin: no browser writes it in an address. */
const OURS = "§";
/** Chromium writes `at name (place)` or `at place`, the others `name@place` or the place alone. */
const FRAME = /(?: at )?([\w$.]{0,80})[\] (@<>/]*§(\/(?:assets\/|loader)[\w.-]+)[?\d]*:(\d+):(\d+)\)?\n/g;

/** The frames of our own scripts, the outermost call first. All browsers begin with the innermost, a line for each. */
export const framesOf = (calls: string, origin: string): readonly Frame[] =>
  [...`${calls}\n`.slice(0, LONGEST).replaceAll(origin, OURS).matchAll(FRAME)]
    .map(([, name, filename, line, column]) => ({
      filename: filename as string,
      function: name as string,
      lineno: Number(line),
      colno: Number(column),
    }))
    .reverse();
