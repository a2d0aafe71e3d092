// What a report holds besides its curves: about, sources and assumptions, scores, and how to make it again.

import {make, refill, leastSize} from "./dom.js";
import {say, sayDate, sayMonth} from "./words.js";
import {drawCurves} from "./curves.js";
import {sharedLegend} from "./legends.js";
import {groupName} from "./measures.js";
import {unpackTable} from "./data.js";
import {makeAttribution, makeScores} from "./history.js";

export function makeLedger(app) {
  const { stored, command } = app.source;
  const graphs = stored.attribution ? attributionGraphs(app) : null;
  const element = make("section", { id: "view-report", class: "view", "aria-labelledby": "heading-report" },
    make("h2", { id: "heading-report", text: app.story.title }),
    app.story.about ? make("p", { class: "about", text: app.story.about }) : null,
    titled("report.switches", switches(app)), titled("report.attribution", stored.attribution && [graphs.made, makeAttribution(app)]), titled("report.scores", makeScores(stored.scores)),
    titled("report.command", command && make("pre", { class: "command", tabindex: "0", text: command })), ledgerTable(stored.ledger || []));
  return { element, render: () => graphs && graphs.draw() };
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
  const draw = () => figures.forEach((one) => one.draw());
  const made = [make("p", { class: "quiet", text: say("report.attribution.about") }), make("ul", { class: "shared-legend" }, sharedLegend(figures.map((one) => ({ kind: "lines", lines: one.lines })))), make("div", { class: "attribution" }, figures.map((one) => one.element))];
  return { made, draw };
}

function attributionGraph(app, title, lines, most) {
  const holder = make("div", { class: "curves" });
  const draw = () => drawCurves(holder, { title, lines, dates: app.story.days, most, least: -most, width: 320, height: 190, textSize: leastSize(), labels: "none", month: sayMonth, date: (iso) => sayDate(iso), says: { table: say("table"), date: say("table.date") } });
  draw();
  return { lines, draw, element: make("figure", { class: "figure" }, make("figcaption", { text: title }), holder) };
}

function eventTitle(app, slug) {
  return app.story.events.find((one) => one.slug === slug).name;
}

function eventLook(n) {
  const looks = [["#a3271b", []], ["#1f5f8b", [6, 3]], ["#4d6314", [2, 3]], ["#75358f", [10, 3, 2, 3]], ["#8a5a00", [12, 4]], ["#3d3d3d", [4, 2]]];
  const [colour, dash] = looks[n % looks.length];
  return { colour, dash };
}

// Numbers that stand one after another and rest on the same.
function sameReason(ledger) {
  const blocks = [];
  for (const entry of ledger) {
    const last = blocks[blocks.length - 1];
    if (last && last[0].kind === entry.kind && last[0].text === entry.text) last.push(entry);
    else blocks.push([entry]);
  }
  return blocks;
}

function ledgerTable(ledger) {
  const kinds = [...new Set(ledger.map((entry) => entry.kind))];
  const blocks = sameReason(ledger);
  const rows = blocks.map((block) => make("tr", { "data-kind": block[0].kind },
    make("th", { scope: "row" }, make("ul", { class: "ledger-numbers" }, block.map((entry) => make("li", {}, make("code", { text: entry.path }), " ", make("span", { class: "number", text: String(entry.value) }))))),
    make("td", { text: block[0].kind }), make("td", { text: block[0].text })));
  const texts = blocks.map((block) => `${block.map((entry) => entry.path).join(" ")} ${block[0].kind} ${block[0].text}`.toLowerCase());
  const count = make("p", { class: "quiet", role: "status", id: "ledger-count" });
  const field = make("input", { id: "ledger-filter", type: "search" });
  const kind = make("select", { id: "ledger-kind", "aria-label": say("report.kind") }, make("option", { value: "", text: say("report.kind") }), kinds.map((one) => make("option", { value: one, text: one })));
  const filter = () => {
    const wanted = field.value.trim().toLowerCase();
    let n = 0;
    rows.forEach((row, k) => {
      row.hidden = !texts[k].includes(wanted) || (kind.value !== "" && blocks[k][0].kind !== kind.value);
      n += row.hidden ? 0 : blocks[k].length;
    });
    count.textContent = say("report.count", { n, all: ledger.length });
  };
  field.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  filter();
  const head = make("tr", {}, ["path", "kind", "text"].map((key) => make("th", { scope: "col", text: say(`report.${key}`) })));
  const section = make("section", { id: "ledger" });
  refill(section, make("h3", { text: say("report.ledger") }), make("div", { class: "controls ledger-controls" }, make("label", { class: "field", for: "ledger-filter" }, make("span", { class: "field-name", text: say("report.filter") }), field), kind, count),
    make("div", { class: "table-scroll ledger-scroll", tabindex: "0", role: "region", "aria-label": say("report.ledger") }, make("table", { class: "reading" }, make("thead", {}, head), make("tbody", {}, rows))));
  return section;
}
