import { noteError } from "../chat/usage.js";
import { day } from "../widget/day.js";
import { element } from "../widget/element.js";
import type { View } from "../widget/View.js";
import type { ErasurePlan } from "./createErasures.js";
import { createLinks } from "./createLinks.js";
import type { PrivacyTools } from "./createRights.js";
import { receiptOf } from "./receiptOf.js";

export type EraseOptions = {
  readonly title: string;
  readonly intro: string;
  readonly choices: readonly (readonly [string, ErasurePlan])[];
};

export type EraseView = View & { draw(): void };

/** Deletes after it was confirmed, and says what happened, with the receipts. */
export function createErase(tools: PrivacyTools, { title, intro, choices }: EraseOptions): EraseView {
  const { texts, locale, signal, erasures } = tools;
  const question = element("div", {});
  const status = element("p", { role: "status", tabindex: "-1" });
  const receipts = createLinks(signal);
  const node = element("div", {}, element("p", {}, intro), question, status, receipts.node);
  /** What was done here since the view was opened. */
  let done = "";

  function button(label: string, onClick: () => void, look = "") {
    const made = element("button", { type: "button", class: look }, label);
    made.addEventListener("click", onClick);
    return made;
  }

  function choose() {
    const buttons = choices.map(([label, plan]) => button(label, () => ask(plan)));
    question.replaceChildren(...buttons);
    return buttons;
  }

  function ask(plan: ErasurePlan) {
    const sure = element("p", { tabindex: "-1" }, texts.sure);
    const yes = button(texts.yes, () => act(plan), "danger");
    const no = button(texts.no, () => choose()[0]?.focus());
    question.replaceChildren(sure, yes, no);
    sure.focus();
  }

  async function act(plan: ErasurePlan) {
    question.replaceChildren();
    status.focus();
    const isOnServer = await erasures.begin(plan);
    done = !plan.server && isOnServer ? texts.forgotten : texts.erasedHere;
    if (!isOnServer && !erasures.open.length) done += ` ${texts.onlyHere}`;
    draw();
    await erasures.run();
  }

  function draw() {
    const { open, working, problem } = erasures;
    const isDone = open.some(({ receipt }) => receipt !== undefined);
    const onServer = isDone
      ? texts.erased
      : working && problem !== "away"
        ? texts.working
        : open.length
          ? texts[problem ?? "away"]
          : "";
    const shown = `${done} ${onServer}`.trim() || status.textContent;
    // It is drawn after each try, and what is the same is neither announced nor noted again.
    if (shown !== status.textContent) {
      status.textContent = shown;
      if (problem && onServer === texts[problem]) noteError(problem);
    }
    if (isDone && node.isConnected) void erasures.takeReceipts().then(offer);
  }

  function offer(taken: readonly string[]) {
    for (const jws of taken) {
      const { erased_at, backups_until } = receiptOf(jws);
      const [at, until] = [erased_at, backups_until].map((seconds) => day(seconds * 1000, locale)) as [
        string,
        string,
      ];
      receipts.node.append(element("p", {}, texts.receipt(at, until)));
      receipts.add(texts.save, "tresen-receipt.txt", "text/plain", jws);
    }
  }

  return {
    node,
    title,
    show() {
      done = status.textContent = "";
      choose();
      draw();
    },
    draw: () => node.isConnected && draw(),
  };
}
