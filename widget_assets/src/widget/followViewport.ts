/**
 * Tells the panel which part of the window is to be seen, as a keyboard on the screen covers the rest of it without
 * changing the window. Who has magnified the page looks at a section of it on purpose: the panel stays as it was.
 */
export function followViewport({ style }: HTMLElement, signal: AbortSignal): void {
  const { visualViewport } = window;

  function follow({ scale, offsetTop, height }: VisualViewport) {
    if (scale > 1.01) return;
    style.setProperty("--top", `${offsetTop}px`);
    style.setProperty("--height", `${height}px`);
  }

  for (const type of ["resize", "scroll"])
    visualViewport?.addEventListener(type, () => follow(visualViewport), { signal });
}
