// What a report holds besides its curves: about, sources and assumptions, scores, and how to make it again.

import {make, refill, leastSize} from "./dom.js";
import {say, sayDate, sayMonth, sayName} from "./words.js";
import {drawCurves} from "./curves.js";
import {sharedLegend} from "./legends.js";
import {groupName} from "./measures.js";
import {unpackTable} from "./data.js";

export function makeLedger(app) {
  const { stored, command } = app.source;
  const element = make("section", { id: "view-report", class: "view", "aria-labelledby": "heading-report" },
    make("h2", { id: "heading-report", text: app.story.title }),
    app.story.about ? make("p", { class: "about", text: app.story.about }) : null,
    titled("report.switches", switches(app)), titled("report.attribution", stored.attribution && attributionGraphs(app)), titled("report.scores", stored.scores && stored.scores.length && scoresTable(stored.scores)),
    titled("report.command", command && make("pre", { class: "command", tabindex: "0", text: command })), ledgerTable(stored.ledger || []));
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

// What each event accounts for, day by day: a small graph for each group, from -1 to +1 around the middle.
function attributionGraphs(app) {
  const { stored } = app.source;
  const { events, rows, median } = stored.attribution;
  const table = unpackTable(median, events.length * rows.length);
  const series = stored.place.series;
  const spread = Math.max(0.05, ...Array.from(table.bytes, (byte) => (byte === 255 ? 0 : Math.abs(byte - 125) / 125)));
  const most = Math.min(1, Math.ceil(spread * 20) / 20);
  const figures = rows.map((k, n) => {
    const group = series[stored.series[k]][1];
    const lines = events.map((slug, e) => {
      const from = (e * rows.length + n) * table.days;
      const values = Float32Array.from(table.bytes.subarray(from, from + table.days), (byte) => (byte === 255 ? NaN : (byte - 125) / 125));
      return { key: slug, name: eventTitle(app, slug), ...eventLook(e), median: values };
    });
    return attributionGraph(app, groupName(app.story, group), lines, most);
  });
  return [make("p", { class: "quiet", text: say("report.attribution.about") }), make("ul", { class: "shared-legend" }, sharedLegend(figures.map((one) => ({ kind: "lines", lines: one.lines })))), make("div", { class: "attribution" }, figures.map((one) => one.element))];
}

function attributionGraph(app, title, lines, most) {
  const holder = make("div", { class: "curves" });
  const draw = () => drawCurves(holder, { title, lines, dates: app.story.days, most, least: -most, width: 320, height: 190, textSize: leastSize(), labels: "none", month: sayMonth, date: (iso) => sayDate(iso), says: { table: say("table"), date: say("table.date") } });
  draw();
  return { lines, element: make("figure", { class: "figure" }, make("figcaption", { text: title }), holder) };
}

function eventTitle(app, slug) {
  return app.story.events.find((one) => one.slug === slug).name;
}

function eventLook(n) {
  const looks = [["#a3271b", []], ["#1f5f8b", [6, 3]], ["#4d6314", [2, 3]], ["#75358f", [10, 3, 2, 3]], ["#8a5a00", [12, 4]], ["#3d3d3d", [4, 2]]];
  const [colour, dash] = looks[n % looks.length];
  return { colour, dash };
}

function percent(share) {
  return `${Math.round(share * 100)}%`;
}

// What was counted in 1917 beside what the runs say.
function scoresTable(scores) {
  const head = ["date", "place", "what", "observed", "median", "band", "inside"].map((key) => make("th", { scope: "col", text: say(`report.${key}`) }));
  const rows = scores.map((one) => make("tr", {}, [sayDate(one.date, true), sayName(one.place), one.what, percent(one.observed), percent(one.median), `${percent(one.low)} – ${percent(one.high)}`, say(one.inside ? "report.yes" : "report.no")].map((text) => make("td", { text }))));
  return make("div", { class: "plain-table" }, make("table", { class: "reading" }, make("thead", {}, make("tr", {}, head)), make("tbody", {}, rows)));
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
