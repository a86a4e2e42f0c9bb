// Names that change with what is in a file, so that it can be kept for ever.
import { createHash } from "node:crypto";

const digest = (contents) => createHash("sha256").update(contents).digest("base64");

// Who names a file names its hash as well, so the one repeats the other's beginning.
const pathOf = (stem, extension, hash) =>
  `/assets/${stem}-${hash.slice(0, 8).replaceAll(/[+/]/g, "0")}.${extension}`;

const integrityOf = (hash) => `sha256-${hash}`;

/**
 * What names a file does so with a stand-in while it is made and weighed: a hash as good as any, that depends on the file's name
 * alone. Else a change somewhere would move what all that names it weighs, by some bytes up or down: the minifier chooses
 * short names, and brotli finds what repeats, by all that is there.
 */
export function createHashedNames() {
  /** The hashes by their stand-ins, with all that is around them. */
  const known = new Map();

  /** A text, or the bytes of one, as they are served. */
  function settled(contents) {
    let text = Buffer.from(contents).toString();
    for (const [standIn, actual] of known) text = text.replaceAll(standIn, actual);
    return text;
  }

  /**
   * Gives where it is served and what is served there, and how others name it.
   *
   * @param contents what it names itself has been named before
   */
  function name(stem, extension, contents) {
    const served = Buffer.from(settled(contents));
    const hash = digest(served);
    const standIn = digest(`${stem}.${extension}`);
    const path = pathOf(stem, extension, hash);
    const named = { path: pathOf(stem, extension, standIn), integrity: integrityOf(standIn) };
    known.set(named.path, path);
    known.set(named.integrity, integrityOf(hash));
    return { path, served, named };
  }

  return { name, settled };
}
