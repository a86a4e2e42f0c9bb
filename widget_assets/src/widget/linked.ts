import { element } from "./element.js";

/**
 * What is an address in a text: of the web, with brackets only in pairs, or for mail. Signs that can not be seen end it, as
 * does a letter of another alphabet in the name of a mail's host. A sentence may end behind it, or a quotation, in whatever
 * language: of punctuation only what says something in an address is its end.
 */
const ADDRESS =
  /(\bhttps?:\/\/(\([^\s()\p{C}]*\)|\[[^\s[\]\p{C}]*\]|[^\s()[\]<>"\p{C}])+|[\p{L}\p{N}.+_-]+@[\w-]+(\.[\w-]+)+(?![\p{L}\p{N}]))(?<![^\P{P}#%&)/@\]-]|`)/giu;

/** The text of a message, its addresses as links. A link shows the host that it leads to, whatever alphabet that looks like. */
export function linked(text: string): (string | HTMLElement)[] {
  const parts: (string | HTMLElement)[] = [];
  let end = 0;
  for (const { 0: written, index } of text.matchAll(ADDRESS)) {
    const link = linkOf(written);
    if (!link) continue;
    parts.push(text.slice(end, index), link);
    end = index + written.length;
  }
  return [...parts, text.slice(end)];
}

/** `dir` keeps what stands around an address from turning its parts. What leads to a mail program may lead to a website. */
function linkOf(written: string): HTMLElement | undefined {
  try {
    const { href, host, username } = new URL(written.includes("//") ? written : `mailto:${written}`);
    // What seems to be the host in `https://shop.example@other.example` is none.
    if (username) return;
    const shown = written.replace(/(?<=\/\/)[^/?#\\]*/, () => host);
    return element("a", { href, dir: "ltr", target: "_blank", rel: "noopener noreferrer nofollow" }, shown);
  } catch {}
}
