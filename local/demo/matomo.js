// Lists tracking requests as they come, newest first. The server's order is the order of arrival.
const KEPT = 500;

const body = document.querySelector("tbody");
const state = document.querySelector("#state");
let arrived = 0;

const source = new EventSource("/arrivals");
source.addEventListener("open", () => show("live", "Listening"));
source.addEventListener("error", () => show("lost", "Connection lost, trying again"));
source.addEventListener("message", ({ data }) => add(JSON.parse(data)));

function show(name, text) {
  state.className = name;
  state.textContent = text;
}

function add({ at, stored, parameters }) {
  document.querySelector("#nothing").hidden = true;
  document.querySelector("#arrived").hidden = false;
  body.prepend(...rows(at, stored, parameters));
  for (const old of [...body.rows].slice(2 * KEPT)) old.remove();
  arrived += 1;
  document.querySelector("#count").textContent = arrived === 1 ? "1 tracking request" : arrived + " tracking requests";
}

// A line, and beneath it all that it holds, once somebody asks.
function rows(at, stored, told) {
  const line = element("tr", "new");
  const beneath = element("tr", "all");
  beneath.hidden = true;
  beneath.append(everything(told));
  line.append(
    cell("time", clock(told.cdt), late(at - told.cdt)),
    what(stored, told, beneath),
    cell("page", told.url),
    cell("from", told.cip, country(told.country)),
    cell("browser", told.ua, [told.res, told.lang].filter(Boolean).join(", ")),
    visit(told.cid),
  );
  return [line, beneath];
}

function what(stored, told, beneath) {
  const made = element("td", "what");
  const button = element("button", "", told.e_a);
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    beneath.hidden = !beneath.hidden;
    button.setAttribute("aria-expanded", String(!beneath.hidden));
  });
  made.append(button);
  const more = [told.e_n, told.e_v].filter((it) => it !== undefined).join(", ");
  if (more) made.append(element("small", "", more));
  if (!stored) made.append(element("small", "wrong", "Refused for its token; Matomo keeps it as it came for two days"));
  return made;
}

function everything(told) {
  const made = element("td");
  made.colSpan = 6;
  const list = element("dl");
  for (const [name, value] of Object.entries(told)) {
    const pair = element("div");
    pair.append(element("dt", "", name), element("dd", "", String(value)));
    list.append(pair);
  }
  made.append(list);
  return made;
}

function visit(cid = "") {
  const made = element("td", "visit");
  const mark = element("span", "mark");
  // Two visits that look alike are told apart by their ids beside it.
  mark.style.background = "hsl(" + (Number.parseInt(cid.slice(0, 4), 16) % 360) + " 55% 52%)";
  made.append(mark, element("code", "", cid));
  return made;
}

function cell(name, text, beside) {
  const made = element("td", name, text);
  if (beside) made.append(element("small", "", beside));
  return made;
}

function element(kind, name = "", text = "") {
  const made = document.createElement(kind);
  made.className = name;
  made.textContent = text;
  return made;
}

function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("en-GB");
}

function late(seconds) {
  return "came " + (seconds < 90 ? Math.max(0, Math.round(seconds)) + " s" : Math.round(seconds / 60) + " min") + " later";
}

function country(code) {
  return code ? new Intl.DisplayNames("en", { type: "region" }).of(code.toUpperCase()) : "country unknown";
}
