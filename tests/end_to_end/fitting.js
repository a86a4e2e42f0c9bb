async () => {
  // What follows the size of the window does so with the next frame.
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  const found = [];
  const { innerWidth, innerHeight } = window;
  const root = document.querySelector("tresen-widget")?.shadowRoot;
  if (!root) return ["no widget"];
  const name = (it) => `${it.localName}.${[...it.classList].join(".")} "${(it.ariaLabel ?? it.textContent).trim().slice(0, 30)}"`;
  if (document.documentElement.scrollWidth > innerWidth)
    found.push(`the page is ${document.documentElement.scrollWidth} px wide of ${innerWidth}`);
  // Nobody has scrolled, so the newest message is the one to be seen.
  const log = root.querySelector(".scroller:has(.message)");
  const below = log?.checkVisibility() ? log.scrollHeight - log.scrollTop - log.clientHeight : 0;
  if (below > 1) found.push(`the newest message is ${below} px below what is shown`);
  for (const it of root.querySelectorAll("*")) {
    if (!it.checkVisibility({ visibilityProperty: true }) || it.closest("svg, .hidden, style, option")) continue;
    const { left, right, top, bottom, width, height } = it.getBoundingClientRect();
    if (!width || !height) continue;
    if (left < -0.5 || right > innerWidth + 0.5) found.push(`${name(it)}: from ${left} to ${right} px of ${innerWidth}`);
    if (it.role === "dialog" && (top < -0.5 || bottom > innerHeight + 0.5))
      found.push(`${name(it)}: from ${top} down to ${bottom} px of ${innerHeight}`);
    if (it.scrollWidth > it.clientWidth + 1 && it.clientWidth && getComputedStyle(it).overflowX !== "visible" && it.localName !== "textarea" && it.localName !== "input")
      found.push(`${name(it)}: ${it.scrollWidth} px wide in ${it.clientWidth}`);
    // WCAG 2.5.8; links within a sentence are its exception.
    const usable = it.matches("button, a, input, select, textarea, [role=switch], [role=menuitem]");
    const box = it.matches("input[type=checkbox], input[type=radio]") ? (it.closest("label") ?? it).getBoundingClientRect() : it.getBoundingClientRect();
    if (usable && !it.matches(".text a, p a") && (box.width < 24 || box.height < 24))
      found.push(`${name(it)}: ${box.width} by ${box.height} px are too small to hit`);
  }
  return found;
}
