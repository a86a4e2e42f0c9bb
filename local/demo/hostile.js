// What a widget meets on grown pages. Nothing here is broken on purpose for the page itself.
(() => {
  // Enumerable, as old libraries did it: a `for … in` over anything meets them.
  Array.prototype.first = function first() { return this[0]; };
  String.prototype.shout = function shout() { return `${this.toUpperCase()}!`; };
  Object.prototype.isHostile = true;

  const received = [];
  window.hostile = { received, errors: [], defined: [] };
  window.onmessage = (event) => received.push(event.data);
  window.onerror = (message) => void window.hostile.errors.push(message);
  window.onunhandledrejection = (event) => void window.hostile.errors.push(String(event.reason));
  window.name = "somebody else's";

  // Whoever looks for a module loader finds one and hands its script to it.
  window.define = Object.assign((...all) => window.hostile.defined.push(all), { amd: {} });
  window.exports = {};
  window.module = { exports: window.exports };
  window.process = { env: {} };
  window.require = () => { throw new Error("no such module"); };
  window.$ = window.jQuery = () => { throw new Error("not that jQuery"); };

  // As watchers of pages do it.
  const { fetch, console } = window;
  window.fetch = (...all) => fetch.apply(window, all);
  for (const name of ["log", "info", "debug"]) console[name] = () => {};
  const { pushState } = history;
  history.pushState = (...all) => pushState.apply(history, all);
})();
