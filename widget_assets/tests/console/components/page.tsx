import type { ComponentChild } from "preact";
import { render } from "preact";
import { act } from "preact/test-utils";
import { WordsProvider } from "../../../src/console/components/useWords.js";
import { createLanguage } from "../../../src/console/words/createLanguage.js";

/** Draws something into the page, in English. */
export async function draw(child: ComponentChild): Promise<void> {
  localStorage.setItem("tresen.language", "en");
  const language = createLanguage();
  await act(() => render(<WordsProvider value={language}>{child}</WordsProvider>, document.body));
}

export async function clear(): Promise<void> {
  await act(() => render(null, document.body));
  localStorage.clear();
}

/** The one element of a kind whose accessible name is `name`: its label, what labels it, or its text. */
export function named<T extends HTMLElement>(selector: string, name: string): T {
  const found = [...document.querySelectorAll<T>(selector)].filter((element) => nameOf(element) === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} times ${selector} "${name}"`);
  return found[0];
}

export async function press(name: string): Promise<void> {
  await act(() => named("button", name).click());
}

function nameOf(element: Element): string {
  const labelledBy = element.getAttribute("aria-labelledby");
  const label = labelledBy && document.getElementById(labelledBy)?.textContent;
  return (element.getAttribute("aria-label") ?? label ?? element.textContent ?? "").trim();
}
