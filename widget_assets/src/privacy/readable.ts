import type { Party } from "../protocol/frames.js";
import { element } from "../widget/element.js";
import type { MenuTexts } from "./MenuTexts.js";
import type { PrivacyTexts } from "./PrivacyTexts.js";

const STYLE =
  "body{font:16px/1.5 system-ui;max-width:44em;margin:2em auto;padding:0 1em}dt{font-weight:600}dd{margin:0 0 .5em 1.5em;white-space:pre-wrap}";

/** Of use to programs alone; the other copy has it. */
const TECHNICAL = /^(seq|seen|client_message_id|kind|version|cursor)$/;

type ReadableTexts = PrivacyTexts & Pick<MenuTexts, "purposes">;

/** The data as a page of its own to read. What is in it becomes text and nothing else. */
export function readable(data: object, title: string, texts: ReadableTexts, locale: string): string {
  const labels: Readonly<Record<string, string>> = {
    server: texts.onServer,
    browser: texts.inBrowser,
    ...texts.stored,
    ...texts.kept,
    ...texts.purposes,
    ...texts.fields,
  };
  const body = element("body", {}, element("h1", {}, title), ...shown(data));
  const head = element("head", {}, element("meta", { charset: "utf-8" }), element("title", {}, title));
  // The style comes in when the page is text: a policy of the page here could take it for one of its own.
  const styled = head.outerHTML.replace("</head>", `<style>${STYLE}</style></head>`);
  return `<!doctype html><html lang="${locale}">${styled}${body.outerHTML}</html>`;

  function shown(value: unknown, name = ""): Node[] {
    if (Array.isArray(value)) {
      return [element("ol", {}, ...value.map((each) => element("li", {}, ...shown(each))))];
    }
    if (typeof value === "object" && value !== null)
      return [element("dl", {}, ...Object.entries(value).flatMap(pair))];
    return [document.createTextNode(said(value, name))];
  }

  function pair([name, value]: [string, unknown]): Node[] {
    const isEmpty =
      value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
    if (isEmpty || TECHNICAL.test(name)) return [];
    return [
      element("dt", {}, Object.hasOwn(labels, name) ? (labels[name] as string) : name),
      element("dd", {}, ...shown(value, name)),
    ];
  }

  function said(value: unknown, name: string): string {
    if (typeof value === "number" && /(^|_)(at|until)$/.test(name))
      return new Date(value).toLocaleString(locale);
    if (Object.hasOwn(texts.purposes, name)) return value ? texts.objects : texts.agrees;
    return name === "author" ? texts.authors[value as Party] : String(value);
  }
}
