(() => {
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const live = { listeners: [], timers: new Map(), sockets: [], channels: new Set(), workers: new Set(), urls: new Set(), observers: new Map() };
  const isOfPage = (target) => !(target instanceof Node) || [document, document.documentElement, document.body, document.head].includes(target);
  const capture = (options) => Boolean(typeof options === "object" ? options?.capture : options);

  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    if (!listener || !isOfPage(target)) return addEventListener.call(target, type, listener, options);
    const found = { target, type, listener, capture: capture(options), used: listener };
    if (live.listeners.some((it) => it.target === target && it.type === type && it.listener === listener && it.capture === found.capture))
      return;
    const drop = () => { live.listeners = live.listeners.filter((it) => it !== found); };
    if (options?.signal?.aborted) return;
    options?.signal && addEventListener.call(options.signal, "abort", drop, { once: true });
    if (options?.once)
      found.used = function (event) {
        drop();
        return typeof listener === "function" ? listener.call(this, event) : listener.handleEvent(event);
      };
    live.listeners.push(found);
    return addEventListener.call(target, type, found.used, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    const found = live.listeners.find((it) => it.target === target && it.type === type && it.listener === listener && it.capture === capture(options));
    live.listeners = live.listeners.filter((it) => it !== found);
    return removeEventListener.call(target, type, found?.used ?? listener, options);
  };

  for (const [start, stop, again] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval", true], ["requestAnimationFrame", "cancelAnimationFrame"]]) {
    const [begin, end] = [window[start], window[stop]];
    window[start] = (call, ...rest) => {
      const id = begin((...values) => {
        if (!again) live.timers.delete(`${start} ${id}`);
        return call(...values);
      }, ...rest);
      live.timers.set(`${start} ${id}`, rest[0] ?? 0);
      return id;
    };
    window[stop] = (id) => {
      for (const kind of ["setTimeout", "setInterval", "requestAnimationFrame"])
        if (kind === start || stop !== "cancelAnimationFrame") live.timers.delete(`${kind} ${id}`);
      end(id);
    };
  }

  const made = (name, note) => {
    window[name] = new Proxy(window[name], {
      construct(kind, values, target) {
        const it = Reflect.construct(kind, values, target);
        note(it);
        return it;
      },
    });
  };
  const ending = (it, name, end) => {
    const own = it[name];
    it[name] = (...values) => {
      end();
      return own.apply(it, values);
    };
  };
  made("WebSocket", (it) => live.sockets.push(it));
  made("BroadcastChannel", (it) => {
    live.channels.add(it);
    ending(it, "close", () => live.channels.delete(it));
  });
  made("Worker", (it) => {
    live.workers.add(it);
    ending(it, "terminate", () => live.workers.delete(it));
  });
  for (const name of ["MutationObserver", "ResizeObserver", "IntersectionObserver"])
    made(name, (it) => {
      ending(it, "disconnect", () => live.observers.delete(it));
      const observe = it.observe;
      it.observe = (target, ...rest) => {
        live.observers.set(it, [...(live.observers.get(it) ?? []), target]);
        return observe.call(it, target, ...rest);
      };
    });
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (it) => {
    const url = createObjectURL.call(URL, it);
    live.urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    live.urls.delete(url);
    revokeObjectURL.call(URL, url);
  };

  const kind = (it) => Object.prototype.toString.call(it).slice(8, -1);
  const counted = Symbol.for("counted");
  window[counted] = async () => ({
    // A channel or a socket that is closed can not hear any more.
    listeners: live.listeners
      .filter(({ target }) => !(target instanceof WebSocket && target.readyState === 3))
      .filter(({ target }) => !/^(IDB|AbortSignal|BroadcastChannel|Worker|WebSocket|XMLHttp)/.test(kind(target)) || live.channels.has(target) || live.workers.has(target))
      .map(({ target, type }) => `${kind(target)} ${type}`)
      .sort(),
    timers: [...live.timers].map(([name, ms]) => `${name.split(" ")[0]} ${ms}`).sort(),
    sockets: live.sockets.filter((it) => it.readyState < 2).length,
    channels: [...live.channels].map(({ name }) => name),
    workers: live.workers.size,
    urls: live.urls.size,
    observers: [...live.observers.values()].flat().filter((it) => it.isConnected).map((it) => it.nodeName),
    locks: navigator.locks ? ((it) => [...it.held, ...it.pending].map(({ name }) => name))(await navigator.locks.query()) : [],
    globals: Object.getOwnPropertyNames(window).filter((name) => name === "tresen" || !/^(\d+|axe|__pw.*|__playwright.*)$/.test(name)).length,
    tresen: "tresen" in window,
    sheets: document.adoptedStyleSheets.length,
    fonts: document.fonts.size,
    nodes: [...document.querySelectorAll("*")].map((it) => it.localName),
    style: document.documentElement.getAttribute("style") ?? "",
    overflow: getComputedStyle(document.body).overflow,
  });
})()
