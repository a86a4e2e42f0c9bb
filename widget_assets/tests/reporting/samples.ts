export const ORIGIN = "https://chat.test";

/** An error as a browser would have it: with this stack, and what else is given. */
export const thrown = (stack: unknown, given: Partial<Error> = {}): Error =>
  Object.assign(new TypeError("e is not a function"), { stack }, given) as Error;

/** Thrown in a script of ours, named by `name`. */
export const ours = (name = "a", message = "e is not a function"): Error =>
  thrown(`TypeError: ${message}\n    at ${name} (${ORIGIN}/assets/panel-0123456789ab.js:1:23)`, { message });
