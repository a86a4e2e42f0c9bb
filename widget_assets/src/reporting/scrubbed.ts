const LONGEST = 200;
/** What is quoted may be anybody's text, and hold such marks itself. Inside of words one of them is an apostrophe. */
const QUOTED = /(["`«»‘-‟]|\B')[\s\S]*/;
/** Addresses, numbers and keys. */
const TELLING = /\S*(@|:\/\/|\d\d)\S*|\S{40,}/g;

/** What may be told of an error's message: it is the browser's or ours, but what it quotes is not. */
export const scrubbed = (message: string): string =>
  message.replace(QUOTED, "*").replace(TELLING, "*").slice(0, LONGEST);
