// A language that nobody speaks, made from the English texts: it is written from right to left, and longer than they are,
// so that a layout which only holds for English shows. What is not in ⟦ ⟧ does not come from the texts.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What its file would be called. The loader looks a language up by its first two letters. */
export const PSEUDO = "ar";

const LETTERS = "אבגדהזחטיכלמנסעפצקרשתואבגד";

/** Letter for letter, with about a third more of them; figures, addresses and marks stay. */
export function pseudo(text) {
  const letters = text.replaceAll(/[a-z]/gi, (letter) => LETTERS[letter.toLowerCase().charCodeAt(0) - 97]);
  return `⟦ ${letters}${" שלום".repeat(Math.ceil(text.length / 15))} ⟧`;
}

/** The same of all texts below this, also of those that a figure is put into. */
export function pseudoTexts(texts) {
  if (typeof texts === "string") return pseudo(texts);
  if (typeof texts === "function") return (...values) => pseudo(texts(...values));
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudoTexts(text)]));
}

const ENGLISH = fileURLToPath(new URL("src/texts/en.ts", import.meta.url));
const PARTS = ["launcher", "panel", "form", "menu", "privacy", "analysis"];

/** Gives the file of the language, which lies nowhere, beside the others. */
export const pseudoLanguage = {
  name: "pseudo-language",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`(^|/)${PSEUDO}\\.(js|ts)$`) }, () => ({
      path: join(ENGLISH, "..", `${PSEUDO}.ts`),
      namespace: "pseudo",
    }));
    onResolve({ filter: /./, namespace: "pseudo" }, ({ path }) => ({ path }));
    onLoad({ filter: /./, namespace: "pseudo" }, () => ({
      // A part holds of it what it uses.
      contents: `
        import * as english from ${JSON.stringify(ENGLISH)};
        const LETTERS = ${JSON.stringify(LETTERS)};
        ${pseudo}
        ${pseudoTexts}
        export const locale = "ar-XB";
        export const direction = "rtl";
        ${PARTS.map((part) => `export const ${part} = /* @__PURE__ */ pseudoTexts(english.${part});`).join("\n")}
      `,
    }));
  },
};
