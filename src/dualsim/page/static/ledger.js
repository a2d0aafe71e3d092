// What a report holds besides its curves: about, sources and assumptions, scores, and how to make it again.

import {make, refill} from "./dom.js";
import {say, sayOr} from "./words.js";

export function makeLedger(app) {
  const { stored } = app.source;
  const element = make("section", { id: "view-report", class: "view", "aria-labelledby": "heading-report" },
    make("h2", { id: "heading-report", text: app.story.title }),
    app.story.about ? make("p", { class: "about", text: app.story.about }) : null,
    (stored.about || []).map((text) => (typeof text === "string" ? make("p", { text }) : anything(text))),
    titled("report.switches", switches(app)), titled("report.attribution", stored.attribution && anything(stored.attribution)), titled("report.scores", stored.scores && anything(stored.scores)),
    titled("report.command", stored.command && make("pre", { class: "command", tabindex: "0", text: stored.command })), ledgerTable(stored.ledger || []));
  return { element, render: () => {} };
}

function titled(key, inside) {
  return inside ? make("section", { "data-part": key, "aria-label": say(key) }, make("h3", { text: say(key) }), inside) : null;
}

function switches(app) {
  const { stored } = app.source;
  if (!stored.switches.length) return null;
  return make("ul", {}, stored.switches.map((slug) => make("li", { text: app.story.events.find((one) => one.slug === slug).name })));
}

// Any plain data as a table, a list or text: lists of objects have a row each.
function anything(value) {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value) && value.length && typeof value[0] === "object" && !Array.isArray(value[0])) return tableOfObjects(value);
  if (Array.isArray(value)) return make("ul", {}, value.map((one) => make("li", {}, anything(one))));
  if (typeof value === "object") return make("dl", {}, Object.entries(value).map(([key, one]) => [make("dt", { text: key.replace(/_/g, " ") }), make("dd", {}, anything(one))]));
  return typeof value === "number" && value % 1 ? value.toFixed(3) : String(value);
}

function tableOfObjects(rows) {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = make("tr", {}, keys.map((key) => make("th", { scope: "col", text: sayOr(`report.${key}`, key.replace(/_/g, " ")) })));
  return make("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": say("table") }, make("table", { class: "reading" }, make("thead", {}, head), make("tbody", {}, rows.map((row) => make("tr", {}, keys.map((key) => make("td", {}, anything(row[key]))))))));
}

function ledgerTable(ledger) {
  const kinds = [...new Set(ledger.map((entry) => entry.kind))];
  const rows = ledger.map((entry) => make("tr", { "data-kind": entry.kind }, make("th", { scope: "row" }, make("code", { text: entry.path })), make("td", { text: typeof entry.value === "object" ? JSON.stringify(entry.value) : String(entry.value) }), make("td", { text: entry.kind }), make("td", { text: entry.text })));
  const texts = ledger.map((entry) => `${entry.path} ${entry.kind} ${entry.text}`.toLowerCase());
  const count = make("p", { class: "quiet", role: "status", id: "ledger-count" });
  const field = make("input", { id: "ledger-filter", type: "search" });
  const kind = make("select", { id: "ledger-kind", "aria-label": say("report.kind") }, make("option", { value: "", text: say("report.kind") }), kinds.map((one) => make("option", { value: one, text: one })));
  const filter = () => {
    const wanted = field.value.trim().toLowerCase();
    let n = 0;
    rows.forEach((row, k) => {
      row.hidden = !texts[k].includes(wanted) || (kind.value !== "" && ledger[k].kind !== kind.value);
      n += row.hidden ? 0 : 1;
    });
    count.textContent = say("report.count", { n, all: rows.length });
  };
  field.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  filter();
  const head = make("tr", {}, ["path", "value", "kind", "text"].map((key) => make("th", { scope: "col", text: say(`report.${key}`) })));
  const section = make("section", { id: "ledger" });
  refill(section, make("h3", { text: say("report.ledger") }), make("div", { class: "controls ledger-controls" }, make("label", { class: "field", for: "ledger-filter" }, make("span", { class: "field-name", text: say("report.filter") }), field), kind, count),
    make("div", { class: "table-scroll ledger-scroll", tabindex: "0", role: "region", "aria-label": say("report.ledger") }, make("table", { class: "reading" }, make("thead", {}, head), make("tbody", {}, rows))));
  return section;
}
