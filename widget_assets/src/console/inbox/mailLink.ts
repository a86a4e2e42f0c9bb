import type { ContactRequest } from "../../protocol/requests.js";
import { writtenIn } from "./writtenIn.js";

// One plain address: whatever could begin a second one, or a header, makes no link.
const ADDRESS =
  /^([^\s\p{C}@,;:<>()[\]\\"%&?#]+)@([^\s\p{C}@,;:<>()[\]\\"%&?#]+\.[^\s\p{C}@,;:<>()[\]\\"%&?#.]+)$/u;

/** A link that begins an answer in the agent's own mail program, where the visitor left an address. RFC 6068. */
export function mailLink(request: ContactRequest, noSubject: string): string | undefined {
  const [, local, domain] = ADDRESS.exec(writtenIn(request, "email") ?? "") ?? [];
  if (!local || !domain) return undefined;
  const subject = `Re: ${oneLine(writtenIn(request, "subject") ?? "") || noSubject}`;
  return `mailto:${encodeURIComponent(local)}@${encodeURIComponent(domain)}?subject=${encodeURIComponent(subject)}`;
}

/** A line break in a subject would let a visitor write headers. */
function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
}
