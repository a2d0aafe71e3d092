// Does October happen, and when? A strip of the days on which an authority took power, run by run.

import {make, makeSvg} from "./dom.js";
import {dayToX, monthTicks} from "./plot.js";
import {say, sayDate, sayMonth, sayName} from "./words.js";
import {takeoversOf, placeOfTakeovers, foundedNames} from "./data.js";
import {takeoversInWords, takeoverWinners} from "./verdict.js";
import {authorityName} from "./measures.js";

function rowOf(story, takeovers, layout, top, size, isGhost) {
  const { box, days } = layout;
  const lanes = [];
  const low = top + size * 2.2;
  const parts = [makeSvg("line", { x1: box.left, x2: box.left + box.width, y1: low, y2: low, stroke: "#5a5447", "stroke-width": 1 })];
  const radius = size * 0.36;
  const room = Math.floor((size * 2) / (radius * 2.2));
  for (const one of takeovers.filter(Boolean).sort((a, b) => a.day - b.day)) {
    const x = dayToX(box, days, one.day);
    let n = 0;
    while (n < room - 1 && lanes[n] !== undefined && x - lanes[n] < radius * 2.2) n += 1;
    lanes[n] = x;
    const look = story.authorities[one.authority] || { colour: "#22201c" };
    parts.push(makeSvg("circle", { cx: x, cy: low - radius - 1 - n * radius * 2.2, r: radius, fill: isGhost ? "#faf7f0" : look.colour, stroke: look.colour, "stroke-width": 2 }));
  }
  return makeSvg("g", {}, parts);
}

// The months below the last row, under the days of the graph above.
function monthsOf(story, layout, low, size) {
  const ticks = monthTicks(story.days, layout.box, layout.days, size, sayMonth);
  return makeSvg("g", { class: "october-months" }, ticks.map((tick) => [
    makeSvg("line", { x1: tick.x, x2: tick.x, y1: low, y2: low + (tick.text ? 6 : 3), stroke: "#5a5447", "stroke-width": 1 }),
    tick.text ? makeSvg("text", { x: tick.x, y: low + size * 1.35, "text-anchor": "middle", "font-size": size, fill: "#5a5447", text: tick.text }) : null,
  ]));
}

function nameOfRow(text, story, answer, takeovers) {
  const winners = takeoverWinners(story, takeovers, foundedNames(answer));
  return make("p", { class: "october-row" }, make("strong", { text: `${text}: ` }), takeoversInWords(story, takeovers, winners));
}

function octoberTable(story, rows) {
  const body = rows.flatMap(([name, takeovers]) => takeovers.map((one, n) => make("tr", {}, make("th", { scope: "row", text: `${name}, ${say("run")} ${n + 1}` }), make("td", { text: one ? sayDate(story.days[one.day], true) : say("october.never") }), make("td", { text: one ? authorityName(story, one.authority) : "–" }))));
  const head = make("tr", {}, [say("run"), say("table.date"), say("october.who")].map((text) => make("th", { scope: "col", text })));
  return make("details", { class: "curves-table" }, make("summary", { text: say("table") }), make("table", { class: "reading" }, make("caption", { text: say("october.title") }), make("thead", {}, head), make("tbody", {}, body)));
}

// Base above, changed below; on the same days as the graph whose layout is given.
export function octoberStrip(story, base, changed, layout, width, size) {
  const where = placeOfTakeovers(base);
  const rows = [[say("as.it.was"), base, takeoversOf(base, where)]];
  if (changed) rows.push([say("changed"), changed, takeoversOf(changed, where)]);
  const elsewhere = where === base.place.slug ? null : story.places.find((one) => one.slug === where);
  const drawn = rows.map(([name, answer, takeovers], n) => {
    const isLast = n === rows.length - 1;
    const height = size * (isLast ? 3.9 : 2.5);
    const svg = makeSvg("svg", { class: "october-svg", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    svg.append(rowOf(story, takeovers, layout, 0, size, changed && n === 0));
    if (isLast) svg.append(monthsOf(story, layout, size * 2.2, size));
    return [nameOfRow(name, story, answer, takeovers), svg];
  });
  const title = make("h3", { text: elsewhere ? `${say("october.title")} (${sayName(elsewhere.name)})` : say("october.title") });
  return [title, drawn, octoberTable(story, rows.map(([name, answer, takeovers]) => [name, takeovers]))];
}
