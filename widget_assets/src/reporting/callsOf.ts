/**
 * The calls that an error has come through, as the browser writes them. Chromium writes the message before them, which may
 * hold anything, also what looks like a call.
 */
export const callsOf = ({ stack, message }: Error): string => `${stack}`.replace(message, "");
