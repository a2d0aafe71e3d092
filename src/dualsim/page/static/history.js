// What a report says of each event's part in the picture, day by day, and of what was counted in 1917.

import {make, refill, choice} from "./dom.js";
import {unpackTable} from "./data.js";
import {say, sayName, sayDate, sayNumber} from "./words.js";

const half = 125; // the byte of no difference

// Shapley values of the switches, one group at a time, on a day that is chosen.
export function makeAttribution(app) {
  const { stored } = app.source;
  const found = stored.attribution;
  if (!found || !found.events.length) return null;
  const rows = found.rows.map((kept) => stored.series[kept]);
  const tables = ["low", "median", "high"].map((edge) => unpackTable(found[edge], found.events.length * rows.length));
  const groups = rows.map((row, n) => [String(n), rowName(app, row)]);
  const last = app.story.days.length - 1;
  const shown = { row: 0, day: Math.min(last, ...stored.subsets["0"].power.map((taken) => (taken.length ? Math.max(0, taken[0][1] - 1) : last))) };
  const list = make("ol", { class: "event-parts" });
  const date = make("strong");
  const range = make("input", { id: "part-day", type: "range", min: "0", max: String(last), value: String(shown.day), "aria-label": say("report.part.day") });
  const values = (event) => tables.map((table) => {
    const byte = table.bytes[(event * rows.length + shown.row) * table.days + shown.day];
    return byte === 255 ? NaN : (byte - half) / half;
  });
  const draw = () => {
    date.textContent = sayDate(app.story.days[shown.day], true);
    range.setAttribute("aria-valuetext", date.textContent);
    refill(list, found.events.map((slug, n) => eventPart(app, slug, values(n))));
  };
  range.addEventListener("input", () => {
    shown.day = Number(range.value);
    draw();
  });
  const holder = make("div", { class: "controls" });
  const picked = (key) => {
    shown.row = Number(key);
    refill(holder, choice("part-group", say("group"), groups, key, picked), range, date);
    draw();
  };
  picked("0");
  return make("div", { id: "attribution" }, make("p", { class: "quiet", text: say("report.part.about", { runs: stored.runs }) }), holder, list);
}

function rowName(app, row) {
  const group = app.source.stored.place.series[row][1];
  return group ? sayName(app.story.groups[group]) : say("everyone");
}

function eventPart(app, slug, [low, median, high]) {
  const name = app.story.events.find((one) => one.slug === slug).name;
  if (median !== median) return make("li", { "data-event": slug }, make("span", { class: "part-name", text: name }), make("span", { class: "part-value", text: "–" }));
  const bar = make("span", { class: median < 0 ? "part-bar is-less" : "part-bar" });
  bar.style.width = `${Math.min(50, 50 * Math.abs(median))}%`;
  bar.style[median < 0 ? "right" : "left"] = "50%";
  const points = (value) => sayNumber(100 * value + 0, 0).replace("-", "\u2212");
  const told = say("report.part.value", { n: Math.abs(Math.round(100 * median)), value: points(median), low: points(low), high: points(high) });
  return make("li", { "data-event": slug }, make("span", { class: "part-name", text: name }), make("span", { class: "part-track" }, bar), make("span", { class: "part-value", text: told }));
}

// What runs say of each vote and count of 1917, beside what was counted.
export function makeScores(scores) {
  if (!scores || !scores.length) return null;
  const percent = (share) => sayNumber(100 * share, 1);
  const head = ["date", "place", "what", "observed", "median", "interval"].map((key) => make("th", { scope: "col", text: say(`report.${key}`) }));
  const rows = scores.map((one) => make("tr", { class: one.inside ? "" : "is-outside" },
    make("td", { text: sayDate(one.date, false) }), make("td", { text: sayName(one.place) }), make("th", { scope: "row", text: one.what }), make("td", { class: "number", text: percent(one.observed) }), make("td", { class: "number", text: percent(one.median) }),
    make("td", { class: "number", text: `${percent(one.low)}–${percent(one.high)}${one.inside ? "" : " *"}` })));
  const outside = scores.filter((one) => !one.inside).length;
  return make("div", { id: "scores" }, make("p", { class: "quiet", text: say("report.scores.about", { n: outside, all: scores.length }) }),
    make("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": say("report.scores") }, make("table", { class: "reading" }, make("thead", {}, make("tr", {}, head)), make("tbody", {}, rows))));
}
