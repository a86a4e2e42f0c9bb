import { createReporter } from "../reporting/createReporter.js";
import { isOurs } from "../reporting/isOurs.js";
import { watchErrors } from "../reporting/watchErrors.js";

/**
 * Reports what breaks in the console itself. There is no switch: a report names the error, calls of our own script and the
 * course of the program, and nothing of the agent or of what is on the page.
 *
 * Gives the function to report what was caught.
 *
 * @param script the address of the console's script: its hash tells the release
 */
export function reportErrors(script: string): (error: unknown) => void {
  const { origin } = location;
  const release = `console@${/-(\w+)\.js/.exec(script)?.[1]}`;
  const { report } = createReporter({ origin, release, isAllowed: () => true });

  function take(error: unknown) {
    if (error instanceof Error && isOurs(error, origin)) report(error);
  }

  // What could not be sent before.
  report();
  watchErrors(origin, take);
  return take;
}
