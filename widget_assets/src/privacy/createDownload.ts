import { onForgetting } from "../chat/forgetting.js";
import { noteError } from "../chat/usage.js";
import { againButton } from "../widget/againButton.js";
import { element } from "../widget/element.js";
import type { View } from "../widget/View.js";
import { browserData } from "./browserData.js";
import { createLinks } from "./createLinks.js";
import type { PrivacyTools } from "./createRights.js";
import { readable } from "./readable.js";
import { readExport } from "./readExport.js";

/** A copy of all that is kept of the visitor, there and here: for programs, and to read. */
export function createDownload({ texts, locale, origin, held, signal }: PrivacyTools): View {
  const status = element("p", { role: "status" });
  const links = createLinks(signal);
  const node = element("div", {}, status, links.node);
  let turn = 0;
  let isPart = false;

  async function collect() {
    const mine = ++turn;
    const { pair, erasures: _, ...browser } = await browserData(origin, held);
    const server = pair ? await readExport(origin, pair, held.site).catch(() => undefined) : null;
    if (mine !== turn) return;
    isPart = server === undefined;
    if (isPart) noteError("away");
    const { objections, ...rest } = browser;
    const lists = [Object.keys(objections), ...Object.values(rest)];
    const hasNothing = !(pair || lists.some(({ length }) => length));
    status.textContent = hasNothing ? texts.nothing : isPart ? texts.partly : texts.collected;
    const contacts = browser.contacts.map(({ kind, first, last }) => ({
      kind,
      started_at: first,
      until: last,
    }));
    if (!hasNothing) offer({ made_at: Date.now(), server, browser: { ...browser, contacts } });
    if (isPart) links.node.append(againButton(texts.again, show));
  }

  function offer(data: object) {
    const title = texts.titles.download;
    links.add(texts.html, "tresen-data.html", "text/html", readable(data, title, texts, locale));
    links.add(texts.json, "tresen-data.json", "application/json", JSON.stringify(data, null, 2));
  }

  function hide() {
    turn++;
    links.clear();
  }

  function show() {
    hide();
    status.textContent = texts.collecting;
    void collect();
  }

  addEventListener("online", () => node.isConnected && isPart && show(), { signal });
  onForgetting((what) => what === "forgotten" && node.isConnected && show(), signal);
  return { node, title: texts.titles.download, show, hide };
}
