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
/**
 * Chromium writes `at name (place)` or `at place`, and `async` before what was waited for; the others `name@place` or the
 * place alone. Between the two stand a few signs: a bound, lest many of them take their square of steps.
 */
const FRAME =
  /(?: at )?(?:async )?([\w$.]{0,80})[\] (@<>/]{0,9}§(\/(?:assets\/|loader)[\w.-]+)[?\d]*:(\d+):(\d+)\)?\n/g;

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
