import type { Look } from "../loader/AvailabilityFile.js";

/**
 * Makes the panel look as the site's settings say, where the page itself says nothing. The font is known to the page until
 * the widget ends, and loaded when the panel first writes in it.
 */
export function wearLook(
  host: HTMLElement,
  look: Look | undefined,
  origin: string,
  signal: AbortSignal,
): void {
  if (look?.theme) host.dataset.theme ??= look.theme;
  if (!look?.font) return;
  const face = new FontFace(look.font.family, `url(${origin}${look.font.path})`, { display: "swap" });
  document.fonts.add(face);
  signal.addEventListener("abort", () => document.fonts.delete(face));
}
