// A shop that never reloads: links swap the content, and those with data-whole the whole body, as some frameworks do.
const views = new Map([...document.querySelectorAll("template")].map((view) => [view.dataset.path, view]));

/** Shows the view of the page's address. What the widget put into the body goes with it where that is replaced. */
function show({ whole = false, focus = true } = {}) {
  const view = views.get(location.pathname) ?? views.get("/app");
  if (whole) {
    const body = document.createElement("body");
    for (const node of document.body.children) {
      if (!node.localName.startsWith("tresen-")) body.append(node.cloneNode(true));
    }
    document.body.replaceWith(body);
  }
  document.querySelector("main").replaceChildren(view.content.cloneNode(true));
  for (const link of document.querySelectorAll(".sections a")) {
    link.toggleAttribute("aria-current", link.pathname === location.pathname);
  }
  document.title = `Kontor & Kanne: ${view.dataset.title}`;
  if (focus) document.querySelector("h1").focus();
  // Legal at any time: before the widget is there it waits in a queue.
  window.tresen ??= [];
  window.tresen.push(["setAttributes", { view: view.dataset.title }]);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".sections a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.pathname + location.search);
  show({ whole: "whole" in link.dataset });
});
addEventListener("popstate", () => show());
show({ focus: false });
