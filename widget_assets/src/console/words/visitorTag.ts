// No vowels, so that no words come out.
const LETTERS = "BCDFGHJKLMNPRSTVWXZ";
const HUES = 6;

export type VisitorTag = {
  /** Four letters. */
  readonly letters: string;
  /** One of six colours. */
  readonly hue: number;
};

/** Visitors have no names, so the visitor id makes a tag to tell them apart: always the same one. */
export function visitorTag(conversationId: string): VisitorTag {
  // FNV-1a of 32 bits
  let hash = 0x811c9dc5;
  for (const character of conversationId) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  let letters = "";
  for (let rest = hash, place = 0; place < 4; place++, rest = Math.floor(rest / LETTERS.length)) {
    letters += LETTERS[rest % LETTERS.length];
  }
  return { letters, hue: hash % HUES };
}
