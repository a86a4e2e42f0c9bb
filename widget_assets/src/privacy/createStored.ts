import { onForgetting } from "../chat/forgetting.js";
import { postProved } from "../chat/postProved.js";
import { noteError } from "../chat/usage.js";
import type { StoredRead } from "../protocol/requests.js";
import { againButton } from "../widget/againButton.js";
import { day } from "../widget/day.js";
import { element } from "../widget/element.js";
import type { View } from "../widget/View.js";
import { type BrowserData, browserData } from "./browserData.js";
import type { PrivacyTools } from "./createRights.js";
import type { BrowserKind } from "./PrivacyTexts.js";

/** What is kept of the visitor, there and here. Who has no key has nothing there, and is not asked about. */
export function createStored({ texts, locale, origin, held, signal }: PrivacyTools): View {
  const node = element("div", {});
  let turn = 0;

  async function read() {
    const mine = ++turn;
    const data = await browserData(origin, held);
    const server = data.pair
      ? await postProved<StoredRead>(origin, "/api/privacy/stored", data.pair, {}, held.site)
          .then(onServer)
          .catch(unreachable)
      : [element("p", {}, texts.nothing)];
    if (mine !== turn) return;
    node.replaceChildren(
      element("h3", {}, texts.onServer),
      ...server,
      element("h3", {}, texts.inBrowser),
      listOf(inBrowser(data, texts), texts),
    );
  }

  function onServer({ stored, recovery_days }: StoredRead): HTMLElement[] {
    const lines = stored.map(({ kind, items, since, until }) =>
      [
        `${texts.stored[kind] ?? kind}: ${items}`,
        since && texts.since(day(since, locale)),
        until && texts.until(day(until, locale)),
      ]
        .filter(Boolean)
        .join(", "),
    );
    const backups = recovery_days ? [element("p", {}, texts.backups(recovery_days))] : [];
    return [listOf(lines, texts), ...backups];
  }

  function unreachable(): HTMLElement[] {
    noteError("away");
    return [element("p", { role: "status" }, texts.unreachable), againButton(texts.again, show)];
  }

  function show() {
    node.replaceChildren(element("p", { role: "status" }, texts.collecting));
    void read();
  }

  addEventListener("online", () => node.isConnected && show(), { signal });
  onForgetting((what) => what === "forgotten" && node.isConnected && show(), signal);
  return { node, title: texts.titles.stored, show };
}

function listOf(lines: readonly string[], { nothing }: Pick<PrivacyTools["texts"], "nothing">): HTMLElement {
  if (!lines.length) return element("p", {}, nothing);
  return element("ol", {}, ...lines.map((line) => element("li", {}, line)));
}

/** What of each kind is here, in words. */
function inBrowser(data: BrowserData, { kept }: PrivacyTools["texts"]): readonly string[] {
  const counts: Readonly<Record<BrowserKind, number>> = {
    key: data.pair ? 1 : 0,
    history: data.history.length,
    contacts: data.contacts.length,
    unsent: data.unsent.length,
    drafts: data.drafts.length,
    objections: Object.keys(data.objections).length,
    visit: data.visit ? 1 : 0,
    reports: data.reports.length,
    erasures: data.erasures.length,
  };
  return (Object.entries(counts) as [BrowserKind, number][])
    .filter(([, count]) => count)
    .map(([kind, count]) => `${kept[kind]}: ${count}`);
}
