import { onForgetting } from "../chat/forgetting.js";
import { noteError } from "../chat/usage.js";
import { element } from "../widget/element.js";
import type { View } from "../widget/View.js";
import { browserData } from "./browserData.js";
import type { PrivacyTools } from "./createPrivacyViews.js";
import { readable } from "./readable.js";
import { readExport } from "./readExport.js";
import { saveLink } from "./saveLink.js";

/** A copy of all that is kept of the visitor, there and here: for programs, and to read. */
export function createDownload({ texts, locale, origin, held }: PrivacyTools): View {
  const status = element("p", { role: "status" });
  const files = element("div", {});
  const node = element("div", { class: "privacy" }, status, files);
  let turn = 0;
  let isPart = false;

  async function collect() {
    const mine = ++turn;
    const { pair, erasures: _, ...browser } = await browserData(origin, held);
    const server = pair ? await readExport(origin, pair).catch(() => undefined) : null;
    if (mine !== turn) return;
    isPart = server === undefined;
    if (isPart) noteError("away");
    const hasNothing = !(
      pair ||
      browser.unsent.length ||
      browser.drafts.length ||
      browser.visit ||
      browser.reports.length ||
      Object.keys(browser.objections).length
    );
    status.textContent = hasNothing ? texts.nothing : isPart ? texts.partly : texts.collected;
    if (!hasNothing) offer({ made_at: Date.now(), server, browser });
    if (isPart) files.append(again());
  }

  function offer(data: object) {
    const title = texts.titles.download;
    files.replaceChildren(
      saveLink(texts.html, "tresen-data.html", "text/html", readable(data, title, texts, locale)),
      saveLink(texts.json, "tresen-data.json", "application/json", JSON.stringify(data, null, 2)),
    );
  }

  function again(): HTMLElement {
    const button = element("button", { type: "button" }, texts.again);
    button.addEventListener("click", show);
    return button;
  }

  function hide() {
    turn++;
    for (const link of files.querySelectorAll("a")) URL.revokeObjectURL(link.href);
    files.replaceChildren();
  }

  function show() {
    hide();
    status.textContent = texts.collecting;
    void collect();
  }

  addEventListener("online", () => node.isConnected && isPart && show());
  onForgetting((what) => what === "forgotten" && node.isConnected && show());
  return { node, title: texts.titles.download, show, hide };
}
